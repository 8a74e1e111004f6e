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
    opt::str("server_listen_tls")
        .list()
        .example("*:237")
        .help("Where to listen for HTTP over TLS, as server_listen. Empty: where "
              "server_ssl_enabled says."),
    opt::flag("server_ssl_enabled")
        .def("no")
        .help("Listen for HTTP over TLS on server_ssl_port, when server_listen_tls is empty."),
    opt::number("server_ssl_port")
        .def("237")
        .range(1, 65535)
        .nonempty()
        .help("Port of all addresses that server_ssl_enabled opens."),
    opt::str("server_ssl_key_file")
        .def("/etc/kopano/ssl/server.pem")
        .reloadable()
        .help("PEM file with the private key, the certificate and its chain for TLS. It is read "
              "again at SIGHUP."),
    opt::str("server_ssl_key_pass")
        .def("server")
        .secret()
        .exact()
        .reloadable()
        .help("Passphrase of the private key, if it has one."),
    opt::str("server_ssl_ca_file")
        .def("/etc/kopano/ssl/cacert.pem")
        .reloadable()
        .help("PEM file with the authorities that vouch for the certificates of clients; empty: "
              "clients are not asked for one."),
    opt::str("server_ssl_ca_path")
        .reloadable()
        .help("Folder with such authorities, prepared by c_rehash."),
    opt::pick("server_tls_min_proto", "tls1.2 tls1.3")
        .def("tls1.2")
        .reloadable()
        .help("Oldest version of TLS that is spoken."),
    opt::obsolete("server_ssl_protocols", "server_tls_min_proto says which versions are spoken"),
    opt::str("server_ssl_ciphers")
        .def("DEFAULT:!LOW:!SSLv2:!SSLv3:!TLSv1.0:!TLSv1.1:!EXPORT:!DH:!PSK:!kRSA:!aDSS:!aNULL:"
             "+AES")
        .reloadable()
        .help("Ciphers for TLS 1.2, as `openssl ciphers` understands them."),
    opt::flag("server_ssl_prefer_server_ciphers")
        .def("yes")
        .reloadable()
        .help("The server's order of ciphers counts, not the client's."),
    opt::str("server_ssl_curves")
        .def("X25519:P-521:P-384:P-256")
        .reloadable()
        .help("Curves for the key exchange, best first."),
    opt::duration("server_recv_timeout")
        .def("5")
        .range(1, 86400)
        .reloadable()
        .help("How long an open connection may wait for its next request."),
    opt::duration("server_read_timeout")
        .def("60")
        .range(1, 86400)
        .reloadable()
        .help("How long a client may pause within a request."),
    opt::duration("server_send_timeout")
        .def("60")
        .range(1, 86400)
        .reloadable()
        .help("How long a client may pause in taking an answer."),
    opt::duration("http_request_timeout")
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
        .help("Largest request body; more is answered 413. What is above 1 MiB of it waits in "
              "tmp_path. It is taken only from callers who have logged in."),
    opt::flag("http_log_requests")
        .def("no")
        .reloadable()
        .help("Log one line for each request, at level 4."),
    opt::str("tmp_path")
        .def("/tmp")
        .nonempty()
        .help("Folder for long request bodies while they "
              "come in."));

} // namespace kc::httpd
