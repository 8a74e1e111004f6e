// SPDX-License-Identifier: Apache-2.0
// What the module's services share once it is started.
#pragma once

#include "RelationTable.h"

namespace kc::userdb
{

struct Tables
{
    /// Brings the tables up to date. Throws when the database cannot.
    Tables(Context& context, const Sql& sql)
        : users{(sql.migrate(context, "user-db", kSteps), UserTable{context, sql})},
          relations{context, sql, users}
    {
    }

    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;

    UserTable users;
    RelationTable relations;
};

} // namespace kc::userdb
