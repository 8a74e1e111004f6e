// SPDX-License-Identifier: Apache-2.0
// kc.stores/1 in memory, for calls of administrators: what exists, whose it is, who may do what.
#pragma once

#include "MemoryDirectory.h"

#include <kc/stores.hpp>

#include <map>
#include <tuple>

namespace kc::jmap::test
{

class MemoryStores final : public Stores
{
public:
    struct Entry
    {
        kc_store_type type;
        kc_id owner;
        std::uint64_t octets = 0, messages = 0;
    };

    explicit MemoryStores(const MemoryDirectory& directory) : _directory{directory} {}

    kc_id add(Entry entry)
    {
        entries[_next] = entry;
        return _next++;
    }

    static std::string guidOf(kc_id account)
    {
        const std::string digits = std::to_string(account);
        return std::string(32 - digits.size(), '0') + digits;
    }

    Status list(Context&, const kc_store_query& query, Sink<kc_store_row> stores) override
    {
        mayFail();
        ++lists;
        for (const auto& [account, entry] : entries)
        {
            const bool isMeant = (query.types == 0 || (query.types & KC_STORES_OF(entry.type))) &&
                                 (query.orphans == 0 || entry.owner == 0) &&
                                 (query.account == 0 || query.account == account) &&
                                 (query.owner == 0 || query.owner == entry.owner) &&
                                 (query.tenant == 0 || query.tenant == tenantOf(entry)) &&
                                 (query.guid.n == 0 || view(query.guid) == guidOf(account));
            if (!isMeant)
                continue;
            const std::string guid = guidOf(account);
            const auto owner = _directory.entries.find(entry.owner);
            const std::string name =
                owner == _directory.entries.end() ? "gone" : owner->second.login;
            stores({sizeof(kc_store_row), entry.type, account, str(guid), entry.owner,
                    tenantOf(entry), str(name), entry.octets, entry.messages});
        }
        return KC_OK;
    }

    Status create(Context&, kc_id owner, kc_store_type type, kc_id& account) override
    {
        mayFail();
        if (!_directory.entries.contains(owner))
            return KC_ENOTFOUND;
        for (const auto& [other, entry] : entries)
            if (entry.owner == owner && entry.type == type)
                return KC_EEXISTS;
        account = add({type, owner});
        return KC_OK;
    }

    Status unhook(Context&, kc_id account) override
    {
        mayFail();
        entries.at(account).owner = 0;
        return KC_OK;
    }

    Status hook(Context&, kc_id account, kc_id owner) override
    {
        mayFail();
        for (auto& [other, entry] : entries)
            if (entry.owner == owner && entry.type == entries.at(account).type)
                entry.owner = 0;
        entries.at(account).owner = owner;
        return KC_OK;
    }

    Status remove(Context&, kc_id account) override
    {
        mayFail();
        if (entries.at(account).owner != 0)
            return KC_EINVAL;
        entries.erase(account);
        return KC_OK;
    }

    Status permissions(Context&, kc_id account, Sink<kc_permission> rows) override
    {
        mayFail();
        for (const auto& [key, rights] : permitted)
            if (std::get<0>(key) == account)
                rows({sizeof(kc_permission), rights, std::get<1>(key), std::get<2>(key),
                      std::get<1>(key) == 0 ? str("") : str("INBOX")});
        return KC_OK;
    }

    Status permit(Context&, kc_id account, kc_id mailbox, kc_id principal,
                  std::uint32_t rights) override
    {
        mayFail();
        if (principal == refused)
            return KC_EDENIED;
        permitted[{account, mailbox, principal}] = rights;
        if (rights == 0)
            permitted.erase({account, mailbox, principal});
        return KC_OK;
    }

    Status rights(Context&, kc_id, kc_id, std::uint32_t&) override { return KC_ENOTSUP; }

    std::map<kc_id, Entry> entries;
    std::map<std::tuple<kc_id, kc_id, kc_id>, std::uint32_t> permitted;
    kc_id refused = 0; // nobody may permit him anything
    bool isDown = false;
    int lists = 0;

private:
    void mayFail() const
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "database is gone"};
    }

    kc_id tenantOf(const Entry& entry) const
    {
        const auto owner = _directory.entries.find(entry.owner);
        return owner == _directory.entries.end() ? 0 : owner->second.tenant;
    }

    const MemoryDirectory& _directory;
    kc_id _next = 500;
};

} // namespace kc::jmap::test
