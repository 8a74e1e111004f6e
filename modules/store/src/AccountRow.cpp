// SPDX-License-Identifier: Apache-2.0
// Numbers of an account; each is given out once and never again.
#include "AccountRow.h"

#include <algorithm>
#include <chrono>

namespace kc::store
{

std::int64_t currentTime()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

AccountRow::AccountRow(const kc_sql_row& row)
    : mailboxes{column<std::uint64_t>(row, 3)},
      octets{column(row, 4)},
      messages{column(row, 5)},
      _id{column(row, 0)},
      _modseq{column<std::uint64_t>(row, 1)},
      _validity{column<std::uint32_t>(row, 2)}
{
}

std::optional<AccountRow> AccountRow::find(SqlTx& tx, const Statements& statements, kc_id account)
{
    std::optional<AccountRow> found;
    (void)tx.run(statements.accountById, {num(account)},
                 [&](const kc_sql_row& row) { found.emplace(row); });
    return found;
}

std::optional<AccountRow> AccountRow::ofMailbox(SqlTx& tx, const Statements& statements,
                                                kc_id mailbox)
{
    std::optional<AccountRow> found;
    (void)tx.run(statements.targetById, {num(mailbox)},
                 [&](const kc_sql_row& row) { found.emplace(row); });
    return found;
}

std::uint64_t AccountRow::next()
{
    if (_modseq >= kMaxLocal)
        throw Fault{KC_EBUG, "the account's change counter is used up"};
    return ++_modseq;
}

std::uint32_t AccountRow::nextValidity(std::int64_t now)
{
    // RFC 9051 §2.3.1.1: must grow when a name is used again. The clock makes it grow also across
    // the removal of a whole account.
    if (_validity == UINT32_MAX)
        throw Fault{KC_EBUG, "the account's UIDVALIDITY values are used up"};
    const auto clock = static_cast<std::uint32_t>(std::clamp<std::int64_t>(now, 1, INT32_MAX));
    _validity = std::max(clock, _validity + 1);
    return _validity;
}

void AccountRow::save(SqlTx& tx, const Statements& statements) const
{
    (void)tx.run(statements.saveAccount, {num(_id), num(_modseq), num(_validity), num(mailboxes),
                                          num(octets), num(messages)});
}

} // namespace kc::store
