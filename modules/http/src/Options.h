// SPDX-License-Identifier: Apache-2.0
// The options of the HTTP front-end: where it listens, how long it waits, how much it takes.
#pragma once

#include <kc/options.hpp>

namespace kc::httpd
{

inline constexpr auto kOptions = opt::table(
    opt::flag("server_pipe_enabled").def("yes").help("Listen on the local UNIX socket."),
    opt::str("server_pipe_name")
        .def("/var/run/kopano/server.sock")
        .nonempty()
        .list()
        .help("Path of the UNIX socket that the tools on this host use; several are separated by "
              "blanks."),
    opt::alias("unix_socket", "server_pipe_name"), opt::unused("server_pipe_priority"),
    opt::str("server_listen")
        .list()
        .help("Where to listen for plain HTTP: host:port, [v6]:port, *:port or *%lo:port, "
              "separated by blanks. Empty: nowhere."),
    opt::time("server_recv_timeout")
        .def("5")
        .range(1, 86400)
        .reloadable()
        .help("How long an open connection may wait for its next request."),
    opt::time("server_read_timeout")
        .def("60")
        .range(1, 86400)
        .reloadable()
        .help("How long a client may pause within a request."),
    opt::time("server_send_timeout")
        .def("60")
        .range(1, 86400)
        .reloadable()
        .help("How long a client may pause in taking an answer."),
    opt::time("http_request_timeout")
        .def("600")
        .range(1, 86400)
        .reloadable()
        .help("How long a request may take to arrive, from its first octet to its last."),
    opt::size("http_max_head")
        .def("64k")
        .range(1024, 1048576)
        .reloadable()
        .help("Largest request line and header fields together; more is answered 431."),
    opt::size("http_max_body")
        .def("64M")
        .range(0, 4294967296)
        .reloadable()
        .help("Largest request body; more is answered 413. It is held in memory, and only for "
              "callers who have logged in where a login is needed."));

} // namespace kc::httpd
