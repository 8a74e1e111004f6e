// SPDX-License-Identifier: Apache-2.0
// A directory and a store in memory: they answer as told, and keep what was delivered.
#pragma once

#include <kc/store.hpp>
#include <kc/test/find_only_directory.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace kc::lmtp::test
{

struct KnownUser
{
    kc_id id;
    kc_user_kind kind = KC_USER_ACTIVE;
    bool isLocal = true;
};

/// Finds names in a map; "twice" is ambiguous, "broken" throws, "odd" answers what is no outcome of
/// a look-up, "empty" pushes nothing.
class KnownUsers final : public kc::test::FindOnlyDirectory
{
public:
    std::map<std::string, KnownUser, std::less<>> users{{"demo", {3}},
                                                        {"demo@example.com", {3}},
                                                        {"ann@x", {4}},
                                                        {"bob@x", {5, KC_USER_SHARED}},
                                                        {"far@x", {6, KC_USER_ACTIVE, false}},
                                                        {"group@x", {7, KC_USER_GROUP}},
                                                        {"card@x", {8, KC_USER_CONTACT}},
                                                        {"a b@x", {9}},
                                                        {"SYSTEM", {KC_ID_SYSTEM}}};
    int calls = 0;

    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        ++calls;
        if (actor != KC_ID_SYSTEM || query.match != (KC_MATCH_LOGIN | KC_MATCH_ADDRESS))
            return KC_ENOTSUP;
        const sv name = view(query.name);
        if (name == "broken")
            throw Fault{KC_EUNAVAIL, "the directory is down"};
        if (name == "twice")
            return KC_EEXISTS;
        if (name == "odd")
            return KC_EDENIED;
        if (name == "empty")
            return KC_OK;
        const auto found = users.find(name);
        if (found == users.end())
            return KC_ENOTFOUND;
        kc_user user{};
        user.size = sizeof user;
        user.kind = found->second.kind;
        user.login = str(found->first);
        kc_principal principal = kc::test::principalOf(found->second.id, user);
        principal.is_local = found->second.isLocal ? 1 : 0;
        (void)principals(principal);
        return KC_OK;
    }
};

/// Mailboxes by account and name; the account of principal n is 100 + n.
class KnownMailboxes final : public Store
{
public:
    std::map<std::pair<kc_id, std::string>, int> names;
    int created = 0;
    bool throws = false;

    Status account(Context&, kc_id principal, kc_id& account) override
    {
        if (throws)
            throw Fault{KC_EUNAVAIL, "the database is down"};
        account = 100 + principal;
        return KC_OK;
    }

    Status mailbox(Context&, kc_id account, sv name, Sink<kc_mailbox>) override
    {
        return names.contains({account, std::string{name}}) ? KC_OK : KC_ENOTFOUND;
    }

    Status create(Context&, kc_id account, sv name, kc_id&) override
    {
        if (name.ends_with('/'))
            return KC_EINVAL;
        ++created;
        names[{account, std::string{name}}] = 0;
        return KC_OK;
    }

    Status removeAccount(Context&, kc_id) override { return KC_ENOTSUP; }

    Status mailboxes(Context&, kc_id, Sink<kc_mailbox>) override { return KC_ENOTSUP; }

    Status rename(Context&, kc_id, sv, sv) override { return KC_ENOTSUP; }

    Status remove(Context&, kc_id, sv) override { return KC_ENOTSUP; }

    Status subscribe(Context&, kc_id, sv, std::uint32_t) override { return KC_ENOTSUP; }

    Status quota(Context&, kc_id, kc_quota&) override { return KC_ENOTSUP; }

    Status watch(kc_id, kc_watch_fn, void*, kc_watch*&) noexcept override { return KC_ENOTSUP; }

    void unwatch(kc_watch*) noexcept override {}
};

struct Kept
{
    std::vector<kc_id> principals;
    std::vector<std::string> mailboxes; // one for each principal
    std::string message;
};

class KeptMail final : public Mail
{
public:
    std::vector<Kept> deliveries;
    std::map<kc_id, kc_code> answers; // KC_OK unless it is here
    kc_code whole = KC_OK;
    bool throws = false;
    bool silent = false; // pushes no results

    Status deliver(Context& context, const kc_reader& message, std::int64_t,
                   const kc_recipient* recipients, std::uint32_t n,
                   Sink<kc_delivered> results) override
    {
        Kept kept;
        kept.message = readAll(context, message);
        for (std::uint32_t i = 0; i < n; ++i)
        {
            const kc_id principal = recipients[i].principal;
            kept.principals.push_back(principal);
            kept.mailboxes.emplace_back(view(recipients[i].mailbox));
            const auto told = answers.find(principal);
            const kc_code code = told == answers.end() ? KC_OK : told->second;
            if (!silent)
                (void)results({sizeof(kc_delivered), i, code, 1, 1});
        }
        deliveries.push_back(std::move(kept));
        if (throws)
            throw Fault{KC_EUNAVAIL, "the database is down"};
        return whole;
    }

    Status list(Context&, kc_id, kc_uid_set, std::uint32_t, std::uint64_t,
                Sink<kc_message>) override
    {
        return KC_ENOTSUP;
    }

    Status open(Context&, kc_id, std::uint32_t, kc_reader&) override { return KC_ENOTSUP; }

    Status append(Context&, kc_id, const kc_append*, std::uint32_t, Sink<kc_appended>) override
    {
        return KC_ENOTSUP;
    }

    Status setFlags(Context&, kc_id, kc_uid_set, const kc_flag_update&, Sink<kc_message>,
                    Sink<kc_message>) override
    {
        return KC_ENOTSUP;
    }

    Status transfer(Context&, kc_id, kc_uid_set, kc_id, kc_transfer, Sink<kc_transferred>) override
    {
        return KC_ENOTSUP;
    }

    Status expunge(Context&, kc_id, kc_uid_set, Sink<kc_vanished>) override { return KC_ENOTSUP; }

    Status changes(Context&, kc_id, std::uint64_t, Sink<kc_mailbox>, Sink<kc_message>,
                   Sink<kc_vanished>) override
    {
        return KC_ENOTSUP;
    }

    Status select(Context&, kc_id, Sink<kc_mailbox>, Sink<kc_uid_range>, std::uint32_t&) override
    {
        return KC_ENOTSUP;
    }

    Status openEach(Context&, kc_id, kc_uid_set, std::uint64_t, Sink<kc_opened>) override
    {
        return KC_ENOTSUP;
    }

private:
    static std::string readAll(Context& context, const kc_reader& reader)
    {
        std::string all;
        std::array<char, 5000> buffer{};
        std::size_t got = 1;
        while (got > 0)
        {
            (void)outcome(context, reader.ops->read(reader.self, context.get(), buffer.data(),
                                                    buffer.size(), &got));
            all.append(buffer.data(), got);
        }
        return all;
    }
};

} // namespace kc::lmtp::test
