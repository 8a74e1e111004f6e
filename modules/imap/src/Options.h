// SPDX-License-Identifier: Apache-2.0
// The options of the IMAP front-end, in gateway.cfg.
#pragma once

#include <kc/gateway/Options.h>

namespace kc::imap
{

inline constexpr auto kOptions = gateway::withShared(opt::table(
    opt::str("imap_listen")
        .def("*%lo:143")
        .list()
        .help("Addresses to listen on for IMAP: host:port, *:port, *%interface:port or unix:path, "
              "separated by blanks. Empty: no IMAP."),
    opt::str("imaps_listen")
        .list()
        .example("*:993")
        .help(
            "Addresses to listen on for IMAP over TLS from the first octet. Empty: none; STARTTLS "
            "on imap_listen works with the same certificate."),
    opt::number("imap_max_fail_commands")
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
        .help("Offer IDLE, by which clients are told of new mail at once. Without it IMAP4rev2 is "
              "not "
              "offered, of which it is a part."),
    opt::flag("imap_public_folders")
        .def("yes")
        .reloadable()
        .help("Show the public store, below \"Public folders\"."),
    opt::flag("imap_expunge_on_delete")
        .def("no")
        .reloadable()
        .help("Expunge messages as soon as they are marked as deleted."),
    opt::str("tmp_path")
        .def("/tmp")
        .help("Folder for messages that are being received, when they are large."),
    opt::duration("imap_login_timeout")
        .def("60s")
        .range(1, 3600)
        .reloadable()
        .help("Time within which a client has to log in."),
    opt::duration("imap_idle_timeout")
        .def("30m")
        .range(60, 86400)
        .reloadable()
        .help("Idle time after which a connection is closed; RFC 9051 asks for 30 minutes at "
              "least.")));

} // namespace kc::imap
