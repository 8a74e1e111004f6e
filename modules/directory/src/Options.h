// SPDX-License-Identifier: Apache-2.0
// The directory's options. It is with every server, so the choices that every server makes are
// declared here too: database, user backend and password check.
#pragma once

#include <kc/options.hpp>
#include <kc/sql_options.hpp>

namespace kc::directory
{

inline constexpr auto kOptions = opt::table(
    opt::str("user_plugin")
        .def("db")
        .nonempty()
        .help("Where users come from: db (the server's own database), ldap, unix, or what an "
              "installed module answers to."),
    opt::str("user_plugin_config")
        .def("/etc/kopano/ldap.cfg")
        .help("Configuration file of the user backend, where it has one."),
    opt::databaseEngine(),
    opt::str("auth_method")
        .def("plugin")
        .nonempty()
        .help("How passwords are checked: plugin (the user backend), pam, kerberos, or what an "
              "installed module answers to."),
    opt::str("server_name")
        .help("Name of this node; users whose home server is another name live elsewhere. Empty "
              "in an installation of one node."),
    opt::size("cache_user_size")
        .def("1M")
        .range(0, std::int64_t{1} << 40)
        .help("Memory for names that were looked up."),
    opt::size("cache_userdetails_size")
        .def("25M")
        .range(0, std::int64_t{1} << 40)
        .help("Memory for the users behind these names."),
    opt::duration("cache_userdetails_lifetime")
        .def("0")
        .unit("m")
        .range(0, 525600)
        .help("How long a user is remembered; 0 is one minute. Changes made through this server "
              "count at once; those made in an external directory within a minute at most."));

} // namespace kc::directory
