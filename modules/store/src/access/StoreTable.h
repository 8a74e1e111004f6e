// SPDX-License-Identifier: Apache-2.0
// Rows of stores: st_account, and st_store, which has what is seldom asked.
#pragma once

#include "AccessStatements.h"
#include "HolderKey.h"

#include <kc/abi/draft/store.h>

#include <string>
#include <vector>

namespace kc::store
{

/// What is written down of a store when it is made.
struct NewStore
{
    kc_id owner;
    kc_store_type type;
    kc_id tenant;
    std::string name;
};

struct StoreRow
{
    explicit StoreRow(const kc_sql_row& row);

    kc_id owner() const { return ownerOf(key); }

    /// For the interface; borrows.
    kc_store_row raw() const;

    kc_id account, key;
    kc_id stored; ///< the key in the database, whatever the directory says of its owner
    kc_store_type type;
    std::string guid;
    kc_id tenant;
    std::string name;
    std::uint64_t octets, messages;
};

/// 32 hexadecimal digits that nobody has had.
std::string makeGuid();

/// Longer names are cut off: it is what people are shown.
inline constexpr std::size_t kMaxOwnerName = 1024;

/// In a closure.
void insertStore(SqlTx& tx, const AccessStatements& statements, kc_id account,
                 const NewStore& store);

/// In a closure: has that one put all of these messages there? 0: it does not matter.
bool areAllBy(SqlTx& tx, const AccessStatements& statements, kc_id creator, kc_id mailbox,
              kc_uid_set uids);

} // namespace kc::store
