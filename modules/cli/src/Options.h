// SPDX-License-Identifier: Apache-2.0
// What kopano-cli reads from admin.cfg (or whichever client's file -c names): how to reach the
// server.
#pragma once

#include <kc/options.hpp>

namespace kc::cli
{

inline constexpr auto kOptions = opt::table(
    opt::str("server_socket")
        .def("default:")
        .help("Where the server is: file:///path, http://host:port/prefix, https://host:port/, or "
              "default: for the UNIX socket of this host. KOPANO_SOCKET in the environment counts "
              "when this is not set."),
    opt::str("sslkey_file").help("Client key and certificate for https, in one PEM file."),
    opt::str("sslkey_pass").secret().exact().help("Pass phrase of sslkey_file."),
    opt::unused("default_store_locale"));

} // namespace kc::cli
