// SPDX-License-Identifier: Apache-2.0
// The options of the POP3 front-end, in gateway.cfg.
#pragma once

#include <kc/gateway/Options.h>

namespace kc::pop3
{

inline constexpr auto kOptions = gateway::withShared(opt::table(
    opt::str("pop3_listen")
        .def("*%lo:110")
        .list()
        .help("Addresses to listen on for POP3: host:port, *:port, *%interface:port or unix:path, "
              "separated by blanks. Empty: no POP3."),
    opt::str("pop3s_listen")
        .list()
        .example("*:995")
        .help("Addresses to listen on for POP3 over TLS from the first octet. Empty: none, unless "
              "pop3s_enable says so; STLS on pop3_listen works with the same certificate."),
    opt::flag("pop3_enable")
        .def("yes")
        .nonempty()
        .help("The older spelling: no means no POP3 without TLS, whatever pop3_listen says."),
    opt::number("pop3_port")
        .def("110")
        .range(1, 65535)
        .nonempty()
        .help("The older spelling: when it or pop3_enable = yes is set and pop3_listen is not, "
              "POP3 is on this port of all addresses."),
    opt::flag("pop3s_enable")
        .def("no")
        .nonempty()
        .help("The older spelling: POP3 over TLS on pop3s_port of all addresses, when pop3s_listen "
              "is empty."),
    opt::number("pop3s_port")
        .def("995")
        .range(1, 65535)
        .nonempty()
        .help("Port that pop3s_enable opens."),
    opt::number("pop3_max_fail_logins")
        .def("3")
        .range(1, 1000)
        .reloadable()
        .help("Failed logins and wrong commands before login after which a connection is closed."),
    opt::number("pop3_max_fail_commands")
        .def("20")
        .range(1, 1000)
        .reloadable()
        .help("Wrong commands after login after which a connection is closed."),
    opt::duration("pop3_login_timeout")
        .def("60s")
        .range(1, 3600)
        .reloadable()
        .help("Time within which a client has to log in."),
    opt::duration("pop3_idle_timeout")
        .def("10m")
        .range(60, 86400)
        .reloadable()
        .help("Idle time after which a connection is closed and nothing is deleted; RFC 1939 asks "
              "for 10 minutes at least.")));

} // namespace kc::pop3
