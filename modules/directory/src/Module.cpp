// SPDX-License-Identifier: Apache-2.0
// directory: who is who in this installation.
#include "Options.h"
#include "Principals.h"

#include <algorithm>

namespace kc::directory
{

class DirectoryModule : public Module
{
public:
    explicit DirectoryModule(const Init& init) : Module{init} { offer<Directory>(_principals); }

    void start(Context& context) override
    {
        const auto writer = find(KC_USERWRITER, "userbackend");
        _principals.open(context, Sql{require(KC_SQL)},
                         {require(KC_USERBACKEND, "userbackend"), writer,
                          std::string{config().str("server_name")},
                          cacheLimits(writer.has_value())});
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

    Principals _principals;
};

} // namespace kc::directory

KC_MODULE(kc::directory::DirectoryModule, kc::directory::kOptions, .id = "directory",
          .version = "0.1.0", .summary = "Principals, identities and who is local",
          .provides = KC_DIRECTORY, .needs = KC_SQL,
          .slots = "userbackend=user_plugin " KC_DATABASE_SLOT " auth=auth_method")
