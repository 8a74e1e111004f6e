// SPDX-License-Identifier: Apache-2.0
#include "StoreTable.h"

#include "Ids.h"

#include <array>
#include <sys/random.h>

namespace kc::store
{

StoreRow::StoreRow(const kc_sql_row& row)
    : account{column(row, 0)},
      key{column(row, 1)},
      stored{key},
      type{static_cast<kc_store_type>(column(row, 2))},
      guid{textColumn(row, 3)},
      tenant{column(row, 4)},
      name{textColumn(row, 5)},
      octets{column<std::uint64_t>(row, 6)},
      messages{column<std::uint64_t>(row, 7)}
{
}

kc_store_row StoreRow::raw() const
{
    kc_store_row made{};
    made.size = sizeof made;
    made.type = type;
    made.account = account;
    made.guid = str(guid);
    made.owner = owner();
    made.tenant = tenant;
    made.name = str(name);
    made.octets = octets;
    made.messages = messages;
    return made;
}

std::string makeGuid()
{
    std::array<unsigned char, 16> octets{};
    if (getentropy(octets.data(), octets.size()) != 0)
        throw Fault{KC_EUNAVAIL, "the system gives no random numbers"};
    std::string text;
    for (const unsigned char octet : octets)
    {
        text += "0123456789abcdef"[octet >> 4];
        text += "0123456789abcdef"[octet & 15];
    }
    return text;
}

void insertStore(SqlTx& tx, const AccessStatements& statements, kc_id account,
                 const NewStore& store)
{
    const std::string guid = makeGuid();
    (void)tx.run(statements.insertStore,
                 {num(account), SqlTx::text(guid), num(static_cast<int>(store.type)),
                  num(store.tenant), SqlTx::text(sv{store.name}.substr(0, kMaxOwnerName))});
}

bool areAllBy(SqlTx& tx, const AccessStatements& statements, kc_id creator, kc_id mailbox,
              kc_uid_set uids)
{
    for (const kc_uid_range& range : std::span{uids.p, creator == 0 ? 0 : uids.n})
        if (tx.one(statements.foreignMessage,
                   {num(mailbox), num(range.first), num(range.last), num(creator)}))
            return false;
    return true;
}

} // namespace kc::store
