// SPDX-License-Identifier: Apache-2.0
// kc.directory/1: principals over the user backend, resolved when asked for, as far as whoever asks
// may know of them.
#pragma once

#include "Viewer.h"

#include <kc/directory.hpp>

namespace kc::directory
{

class Principals final : public Directory
{
public:
    explicit Principals(Resolver& resolver) : _resolver{resolver}, _viewers{resolver} {}

    /// Once, before any other function, when the resolver is open.
    void open(const std::optional<kc_service>& writer, const PrincipalCache::Limits& limits);

    Status find(Context& context, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;
    Status get(Context& context, kc_id actor, kc_ids ids, Sink<kc_principal> principals) override;
    Status list(Context& context, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;
    Status related(Context& context, kc_id actor, const kc_principal_relation& query,
                   Sink<kc_principal> principals) override;
    Status create(Context& context, kc_id actor, const kc_user& user, sv password,
                  kc_id& id) override;
    Status update(Context& context, kc_id actor, kc_id id,
                  const kc_principal_change& change) override;
    Status remove(Context& context, kc_id actor, kc_id id) override;
    Status relate(Context& context, kc_id actor, const kc_principal_link& link) override;
    Status access(Context& context, kc_id actor, kc_id id, std::uint32_t& rights) override;
    Status quota(Context& context, kc_id id, kc_quota_limits& limits) override;
    Status sync(Context& context, kc_id actor) override;
    Status clearCaches(Context& context, kc_id actor) override;
    Status state(Context& context, std::uint64_t& changes) override;
    Status createAll(Context& context, kc_id actor, kc_new_users users,
                     Sink<kc_new_principal_answer> answers) override;

    /// After any change of options.
    void forget();

private:
    struct Clearing;
    struct NewPrincipal;

    /// Who asks, and the options at that moment.
    struct Asking
    {
        ViewerPtr viewer;
        SettingsPtr settings;

        bool sees(const Principal& principal) const { return viewer->sees(principal, *settings); }

        bool administers(const Principal& principal) const
        {
            return viewer->administers(principal, *settings);
        }

        bool isSystemAdmin() const { return viewer->isSystemAdmin(*settings); }

        /// False if no more is wanted.
        bool push(const Principal& principal, const Sink<kc_principal>& principals) const;
    };

    Asking asking(Context& context, kc_id actor);

    Status byLogin(Context& context, const Asking& asking, sv name, std::uint32_t kinds,
                   PrincipalPtr& found);
    Status byAddress(Context& context, const Asking& asking, sv address, std::uint32_t kinds,
                     PrincipalPtr& found);
    Status anywhereSeen(Context& context, const Asking& asking, const std::string& key,
                        const kc_user_query& query, PrincipalPtr& found);
    Status withoutTenants(Context& context, const kc_principal_query& query, std::uint32_t kinds,
                          PrincipalPtr& found);
    Status spend(Context& context, const Asking& asking);
    Status companyNamed(Context& context, const Asking& asking, sv name, PrincipalPtr& found);
    PrincipalPtr seen(Context& context, const Asking& asking, kc_id id);

    Status companiesToList(Context& context, const Asking& asking, kc_id tenant,
                           std::vector<PrincipalPtr>& companies);
    std::vector<PrincipalPtr> members(Context& context, const Asking& asking);
    Status relatives(Context& context, const Principal& of, const kc_principal_relation& query,
                     std::vector<PrincipalPtr>& found);

    static void requireCompanyName(const Settings& settings, const kc_user& company);
    Status target(Context& context, const Asking& asking, kc_id id, PrincipalPtr& found);
    Status place(Context& context, const Asking& asking, kc_user& user, PrincipalPtr& company);
    Status mayBeMade(Context& context, const Asking& asking, kc_user& user, PrincipalPtr& company);
    void makeAll(Context& context, std::span<NewPrincipal> all);
    std::vector<PrincipalPtr> goers(Context& context, const PrincipalPtr& principal);
    std::set<kc_id> present(Context& context);

    Resolver& _resolver;
    Viewers _viewers;
    std::optional<UserWriterProxy> _writer;
};

/// Clears the caches whatever comes of a change: also one that failed may have been made.
struct Principals::Clearing
{
    Principals& principals;

    explicit Clearing(Principals& cleared) : principals{cleared} {}

    Clearing(const Clearing&) = delete;
    Clearing& operator=(const Clearing&) = delete;

    ~Clearing() { principals.forget(); }
};

} // namespace kc::directory
