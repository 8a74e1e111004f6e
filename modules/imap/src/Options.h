// SPDX-License-Identifier: Apache-2.0
// The options of the IMAP front-end, in gateway.cfg.
#pragma once

#include <kc/options.hpp>

namespace kc::imap
{

inline constexpr auto kOptions = opt::table(
    opt::str("imap_listen")
        .def("*%lo:143")
        .list()
        .help("Addresses to listen on for IMAP: host:port, *:port, *%interface:port or unix:path, "
              "separated by blanks. Empty: no IMAP."),
    opt::uint("imap_max_fail_commands")
        .def("10")
        .range(1, 1000)
        .reloadable()
        .help("Wrong commands and failed logins after which a connection is closed."),
    opt::size("imap_max_messagesize")
        .def("128M")
        .range(64 * 1024, std::int64_t{4} * 1024 * 1024 * 1024 - 1)
        .reloadable()
        .help("Largest message that APPEND takes."),
    opt::flag("imap_capability_idle")
        .def("yes")
        .reloadable()
        .help("Offer IDLE, by which clients are told of new mail at once."),
    opt::flag("imap_expunge_on_delete")
        .def("no")
        .reloadable()
        .help("Expunge messages as soon as they are marked as deleted."),
    opt::flag("disable_plaintext_auth")
        .def("no")
        .reloadable()
        .help("Refuse passwords on connections without TLS, but for those from this host."),
    opt::flag("server_hostname_greeting")
        .def("no")
        .reloadable()
        .help("Say the server's name in the greeting."),
    opt::str("server_hostname").def("").help("The server's name; empty: as the system says."),
    opt::str("tmp_path")
        .def("/tmp")
        .help("Folder for messages that are being received, when they are large."),
    opt::time("imap_login_timeout")
        .def("60s")
        .range(1, 3600)
        .reloadable()
        .help("Time within which a client has to log in."),
    opt::time("imap_idle_timeout")
        .def("30m")
        .range(60, 86400)
        .reloadable()
        .help("Idle time after which a connection is closed; RFC 9051 asks for 30 minutes at "
              "least."));

} // namespace kc::imap
