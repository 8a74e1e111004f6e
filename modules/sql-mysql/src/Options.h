// SPDX-License-Identifier: Apache-2.0
// How the database server is reached. Durability is not among the options: an answer that says
// "stored" means that it is.
#pragma once

#include <kc/options.hpp>
#include <kc/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace kc::mysql
{

inline constexpr auto kOptions = opt::table(
    opt::str("mysql_host")
        .def("localhost")
        .nonempty()
        .help("The MariaDB or MySQL server of `database_engine = mysql`. localhost is reached by "
              "its socket, any other name over TCP. Where one of the mysql_ options is set and "
              "database_engine is not, mysql is meant."),
    opt::number("mysql_port").def("3306").range(1, 65535).help("The server's port."),
    opt::str("mysql_user").def("root").nonempty().help("The user to log in as."),
    opt::str("mysql_password").secret().exact().help("That user's password."),
    opt::str("mysql_database")
        .def("kopano")
        .nonempty()
        .help("The database. It is created if it is not there and mysql_user may do that."),
    opt::str("mysql_socket")
        .help("The server's socket, where it is not at the client library's usual place. Used with "
              "mysql_host = localhost."),
    opt::str("mysql_engine")
        .def("InnoDB")
        .nonempty()
        .help("The storage engine of tables that are created; it must have transactions."),
    opt::number("mysql_group_concat_max_len")
        .def("21844")
        .range(4, std::int64_t{1} << 30)
        .help("Octets that the database may put together from many rows."));

/// The options as read once at start.
struct Settings
{
    std::string host;
    unsigned port = 3306;
    std::string user;
    std::unique_ptr<const Secret> password; // so that all of this can be moved
    std::string database;
    std::string socket;
    std::string engine;
    std::int64_t groupConcat = 21844;
};

/// Where the configuration says what: for messages.
struct Places
{
    std::string host, user, database, engine;
};

} // namespace kc::mysql
