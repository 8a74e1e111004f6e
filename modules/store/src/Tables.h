// SPDX-License-Identifier: Apache-2.0
// What all services work with, from start() on: the database, the prepared statements and the
// parts that run inside closures.
#pragma once

#include "Flags.h"
#include "Leaving.h"
#include "Pool.h"
#include "Watchers.h"
#include "access/Access.h"
#include "access/Quotas.h"
#include "access/StoreList.h"

#include <atomic>

namespace kc::store
{

struct Tables
{
    Tables(const Sql& database, Context& context, AttachStore* attachmentStore,
           Directory& directory, bool isHosted, Log log)
        : sql{database},
          statements{database, context},
          accessStatements{database, context},
          attachments{attachmentStore},
          people{directory, isHosted},
          reclaimer{sql, statements, attachments, log}
    {
    }

    Sql sql;
    Statements statements;
    AccessStatements accessStatements;
    AttachStore* attachments; // borrowed; null: there is none
    People people;
    AccessRules rules;
    OwnerCache owners{sql, accessStatements};
    Access access{sql, accessStatements, owners, people, rules};
    StoreList stores{sql, accessStatements, access};
    CompanyUse companies{sql, accessStatements};
    Quotas quotas{owners, people, companies};
    MailboxTree tree{statements, accessStatements};
    Reclaimer reclaimer;
    Arrivals arrivals{statements, tree, attachments};
    Flags flags{statements};
    Leaving leaving{statements, accessStatements, arrivals, reclaimer};
    Pool<Intake> intakes;
    Pool<Decompressor> decompressors;
    Watchers watchers;
    std::atomic<std::uint64_t> attachmentMinSize{0};
};

} // namespace kc::store
