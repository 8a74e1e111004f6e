// SPDX-License-Identifier: Apache-2.0
// The options of LMTP delivery, in dagent.cfg.
#pragma once

#include <kc/options.hpp>

namespace kc::lmtp
{

inline constexpr auto kOptions = opt::table(
    opt::str("lmtp_listen")
        .def("*%lo:2003")
        .list()
        .help("Addresses on which mail is taken for delivery; empty: none. The peer is trusted: "
              "whoever reaches them can deliver."),
    opt::unused("lmtp_max_threads"),
    opt::size("lmtp_max_message_size")
        .def("64M")
        .range(64 * 1024, std::int64_t{4} << 30)
        .reloadable()
        .help("Largest message taken; announced as SIZE (RFC 1870)."),
    opt::number("lmtp_recipient_limit")
        .def("1000")
        .range(100, 100000)
        .reloadable()
        .help("Recipients of one message; the sender tries the others again in another "
              "transaction."),
    opt::str("lmtp_recipient_delimiter")
        .def("+")
        .reloadable()
        .help("What stands between a user's name and a folder in an address: user+Lists@domain is "
              "delivered into Lists if there is such a folder, else into the inbox. Any of these "
              "characters; empty: none."),
    opt::duration("lmtp_idle_timeout")
        .def("5m")
        .range(1, 86400)
        .reloadable()
        .help("A client that sends nothing for this long is disconnected."),
    opt::str("tmp_path")
        .def("/tmp")
        .nonempty()
        .reloadable()
        .help("Where messages above 1 MiB wait until they are delivered; such files have no name."),
    opt::pick("hook_on_error", "defer skip")
        .def("defer")
        .reloadable()
        .help("When a delivery hook fails: `defer` answers 451, so that the sender tries again; "
              "`skip` delivers without what the hook would have done."),
    opt::duration("hook_timeout")
        .def("30s")
        .range(1, 600)
        .reloadable()
        .help("How long one delivery hook may take with a message."));

} // namespace kc::lmtp
