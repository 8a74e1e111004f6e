// SPDX-License-Identifier: Apache-2.0
// Stores as rows, page by page: what is written down of their owners is compared with the
// directory, brought up to date, and shown to those who may see it. A store whose owner the
// directory proves to be gone is an orphan; when the directory cannot tell, that is a Fault.
#pragma once

#include "Access.h"
#include "StoreTable.h"

#include <kc/cross.hpp>

#include <functional>

namespace kc::store
{

class StoreList
{
public:
    StoreList(Sql sql, const AccessStatements& statements, Access& access)
        : _sql{sql}, _statements{statements}, _access{access}
    {
    }

    /// One, to whoever asks; nothing: there is none.
    std::optional<StoreRow> find(Context& context, kc_id account);

    Status run(Context& context, const kc_store_query& query, const Sink<kc_store_row>& stores);

private:
    using Rows = std::vector<StoreRow>;

    Rows page(Context& context, const kc_store_query& query, kc_id after);
    void refresh(Context& context, Rows& rows);
    void write(Context& context, const Rows& changed);
    void keepSeen(Context& context, Rows& rows);

    const Sql _sql;
    const AccessStatements& _statements;
    Access& _access;
};

} // namespace kc::store
