// SPDX-License-Identifier: Apache-2.0
// How the database is chosen. Who needs kc.sql/1 as the first of a program's modules has this
// option, and KC_DATABASE_SLOT among its slots.
#pragma once

#include <kc/options.hpp>

/// Whoever writes down where a MySQL server is has said which engine is meant.
#define KC_DATABASE_SLOT "database_engine=database_engine,mysql_*=mysql"

namespace kc::inline sdk1::opt
{

constexpr Option databaseEngine()
{
    return str("database_engine")
        .def("sqlite")
        .nonempty()
        .help("The database: sqlite (embedded), mysql, or what an installed module answers to. "
              "Where this is not set and an option beginning with mysql_ is, it is mysql.");
}

} // namespace kc::inline sdk1::opt
