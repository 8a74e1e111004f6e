// SPDX-License-Identifier: Apache-2.0
// directory: who is who in this installation.
#include "Options.h"
#include "Principals.h"
#include "UserScripts.h"

#include <kc/abi/draft/stores.h>

#include <algorithm>

namespace kc::directory
{

class DirectoryModule : public Module
{
public:
    explicit DirectoryModule(const Init& init) : Module{init}
    {
        _resolver.use(std::make_shared<const Settings>(config()));
        offer<Directory>(_principals);
    }

    void start(Context& context) override
    {
        const auto writer = find(KC_USERWRITER, "userbackend");
        const PrincipalCache::Limits limits = cacheLimits(writer.has_value());
        _scripts.start();
        _resolver.open(context, Sql{require(KC_SQL)}, require(KC_USERBACKEND, "userbackend"),
                       limits);
        _principals.open(writer, limits);
    }

    void check(Context&, const Config& next) override { const Settings settings{next}; }

    void reload(Context&) override
    {
        auto next = std::make_shared<Settings>(config());
        const SettingsPtr now = _resolver.settings();
        next->isHosted = now->isHosted; // these need a restart
        next->format = now->format;
        next->ownServer = now->ownServer;
        _resolver.use(std::move(next));
        _principals.forget();
    }

private:
    /// Where users change without our knowing, they are looked at again within a minute.
    PrincipalCache::Limits cacheLimits(bool isOurs) const
    {
        constexpr std::chrono::nanoseconds kStandard = std::chrono::minutes{1};
        const std::chrono::nanoseconds asked{config().num("cache_userdetails_lifetime")};
        const auto octets =
            config().num("cache_user_size") + config().num("cache_userdetails_size");
        return {static_cast<std::size_t>(octets), asked.count() == 0 ? kStandard
                                                  : isOurs           ? asked
                                                                     : std::min(asked, kStandard)};
    }

    UserScripts _scripts{*this};
    Resolver _resolver{
        [this](const Principal& principal) { _scripts.created(principal, *_resolver.settings()); },
        [this](const Identity& identity) { _scripts.gone(identity, *_resolver.settings()); }};
    Principals _principals{_resolver};
};

} // namespace kc::directory

KC_MODULE(kc::directory::DirectoryModule, kc::directory::kOptions, .id = "directory",
          .version = "0.1.0", .summary = "Principals, identities, tenants and who is local",
          .provides = KC_DIRECTORY, .needs = KC_SQL " ?" KC_STORES,
          .slots = "userbackend=user_plugin " KC_DATABASE_SLOT " auth=auth_method")
