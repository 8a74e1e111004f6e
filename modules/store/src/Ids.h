// SPDX-License-Identifier: Apache-2.0
// Identities: an account has a small number, everything in it a local number taken from the
// account's change counter. Both together are one key, so that tables cluster by account and no
// counter is shared between accounts.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/sql.hpp>

#include <concepts>

namespace kc::store
{

inline constexpr int kLocalBits = 40;
inline constexpr std::uint64_t kMaxLocal = (std::uint64_t{1} << kLocalBits) - 1;
inline constexpr kc_id kMaxAccount = (kc_id{1} << 23) - 1;
inline constexpr std::uint32_t kMaxUid = UINT32_MAX - 1; // UINT32_MAX means "all that follow"

constexpr kc_id globalId(kc_id account, std::uint64_t local)
{
    return account << kLocalBits | static_cast<kc_id>(local);
}

constexpr kc_id accountOf(kc_id global)
{
    return global >> kLocalBits;
}

/// A statement's parameter.
inline kc_value num(std::integral auto value)
{
    return SqlTx::number(static_cast<std::int64_t>(value));
}

/// st_message.creator; an owner's own messages pay nothing for it.
inline kc_value creatorColumn(kc_id creator)
{
    return creator == 0 ? SqlTx::null() : num(creator);
}

/// A row's column as the integer type that is wanted.
template <std::integral T = std::int64_t>
T column(const kc_sql_row& row, std::size_t i)
{
    return static_cast<T>(row.values[i].u.i);
}

inline sv textColumn(const kc_sql_row& row, std::size_t i)
{
    return row.values[i].type == KC_NULL ? sv{} : view(row.values[i].u.s);
}

} // namespace kc::store
