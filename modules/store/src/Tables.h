// SPDX-License-Identifier: Apache-2.0
// What both services work with, from start() on: the database, the prepared statements and the
// parts that run inside closures.
#pragma once

#include "Flags.h"
#include "Leaving.h"
#include "Pool.h"
#include "Watchers.h"

#include <atomic>

namespace kc::store
{

struct Tables
{
    Tables(const Sql& database, Context& context, AttachStore* attachmentStore, Log log)
        : sql{database},
          statements{database, context},
          attachments{attachmentStore},
          reclaimer{sql, statements, attachments, log}
    {
    }

    Sql sql;
    Statements statements;
    AttachStore* attachments; // borrowed; null: there is none
    MailboxTree tree{statements};
    Reclaimer reclaimer;
    Limits limits;
    Arrivals arrivals{statements, tree, attachments, limits};
    Flags flags{statements};
    Leaving leaving{statements, arrivals, reclaimer};
    Pool<Intake> intakes;
    Pool<Decompressor> decompressors;
    Watchers watchers;
    std::atomic<std::uint64_t> attachmentMinSize{0};
};

} // namespace kc::store
