// SPDX-License-Identifier: Apache-2.0
// From the backend's objects to principals: identities, companies, shown names, and the memory of
// what was looked up. It answers whoever asks: who may see what is Viewer's business.
#pragma once

#include "IdentityTable.h"
#include "Settings.h"

#include <kc/user.hpp>

#include <atomic>
#include <functional>

namespace kc::directory
{

class Resolver
{
public:
    /// Told of a principal that is seen for the first time, once its identity is durable.
    using Newcomer = std::function<void(const Principal&)>;

    /// Told of a principal that is gone, once that is durable.
    using Leaver = std::function<void(const Identity&)>;

    Resolver(Newcomer newcomer, Leaver leaver)
        : _newcomer{std::move(newcomer)}, _leaver{std::move(leaver)}
    {
    }

    /// Once, before any other function but use().
    void open(Context& context, const Sql& sql, const kc_service& users,
              const PrincipalCache::Limits& limits);

    /// At start and at each reload.
    void use(SettingsPtr settings);

    SettingsPtr settings() const { return _settings.load(); }

    bool isHosted() const { return settings()->isHosted; }

    /// One question to the backend. KC_ENOTFOUND also for what this mode does not know: companies
    /// and what is in them without tenants, what is in none with them. KC_EEXISTS.
    Status find(Context& context, const kc_user_query& query, PrincipalPtr& found);
    /// The same, remembered under `key`.
    Status find(Context& context, const std::string& key, const kc_user_query& query,
                PrincipalPtr& found);

    /// Those of them that there are, by the backend's ids.
    std::vector<PrincipalPtr> withIds(Context& context, std::span<const std::string> ids);

    /// What was remembered under a key; null if nothing was.
    PrincipalPtr remembered(const std::string& key);

    Status company(Context& context, sv name, PrincipalPtr& found);

    /// Null if there is none. Who is found to be gone leaves.
    PrincipalPtr byId(Context& context, kc_id id);

    /// Notes that the backend has an object no more; in safe mode that is only said.
    void leave(Context& context, const Identity& identity);

    static std::string idKey(kc_id id) { return "#" + std::to_string(id); }

    const IdentityTable& identities() const { return *_identities; }

    /// All that are meant, in the backend's order. KC_EINVAL when it forgets its place twice.
    Status list(Context& context, const kc_user_query& query, std::vector<PrincipalPtr>& all);

    /// Those directly related to an object. KC_ENOTFOUND if the backend does not know it.
    Status related(Context& context, sv external, kc_relation relation, kc_direction direction,
                   std::vector<PrincipalPtr>& all);

    /// After any change, once it is durable.
    void forget()
    {
        _cache.clear();
        ++_changes;
    }

    /// Changes when something that is remembered may have.
    std::uint64_t generation() const { return _cache.generation(); }

    /// Rises with each change that was made or noticed. It begins with the time, in microseconds:
    /// no number of an earlier process is met again.
    std::uint64_t changes() const { return _changes; }

private:
    using Page = std::function<Status(sv cursor, Sink<kc_user> users, kc_str& next)>;

    void missed(Context& context, const Identity& identity);
    Status walk(Context& context, const Page& page, std::vector<PrincipalPtr>& all);
    std::vector<PrincipalPtr> make(Context& context, std::vector<UserFields> users);
    PrincipalPtr companyOf(Context& context, const UserFields& user);
    PrincipalPtr present(kc_id id, UserFields user, const Principal* company) const;
    std::string shownLogin(const UserFields& user, const Principal* company) const;

    const Newcomer _newcomer;
    const Leaver _leaver;
    std::optional<UserBackendProxy> _users;
    std::optional<IdentityTable> _identities;
    std::atomic<SettingsPtr> _settings; // a call keeps the snapshot it began with
    PrincipalCache _cache;
    std::atomic<std::uint64_t> _changes{
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count())};
};

} // namespace kc::directory
