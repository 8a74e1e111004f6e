// SPDX-License-Identifier: Apache-2.0
#include "OwnerCache.h"

#include "Ids.h"

#include <mutex>

namespace kc::store
{

namespace
{

/// Some 64 octets each; more accounts than that are seldom in use at once.
constexpr std::size_t kMostAccounts = 200'000;

} // namespace

std::optional<kc_id> OwnerCache::remembered(kc_id account) const
{
    const std::shared_lock lock{_mutex};
    const auto found = _keys.find(account);
    return found == _keys.end() ? std::nullopt : std::optional{found->second};
}

std::optional<kc_id> OwnerCache::find(Context& context, kc_id account)
{
    std::optional<kc_id> key = remembered(account);
    if (key)
        return key;
    std::uint64_t generation = 0;
    {
        const std::shared_lock lock{_mutex};
        generation = _generation;
    }
    const Status status =
        _sql.read(context, [&](SqlTx& tx) { key = tx.one(_statements.holder, {num(account)}); });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the database does not tell whose an account is"};
    const std::unique_lock lock{_mutex};
    if (!key || generation != _generation)
        return key;
    if (_keys.size() >= kMostAccounts)
        _keys.clear();
    _keys.emplace(account, *key);
    return key;
}

void OwnerCache::forget(kc_id account)
{
    const std::unique_lock lock{_mutex};
    ++_generation;
    _keys.erase(account);
}

} // namespace kc::store
