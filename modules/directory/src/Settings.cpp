// SPDX-License-Identifier: Apache-2.0
#include "Settings.h"

#include "Features.h"
#include "StoreName.h"

namespace kc::directory
{

namespace
{

LoginFormat readFormat(const Config& config, bool isHosted)
{
    const auto format = LoginFormat::parse(config.str("loginname_format"));
    const auto refuse = [&](const char* why) {
        throw Fault{KC_EINVAL, config.where("loginname_format") + ": " + why};
    };
    if (!format)
        refuse("this is no format: it has %u, and may have %c with some text between them, but no "
               "\"=\"; for example %u@%c");
    const sv plugin = config.str("user_plugin");
    if (isHosted && plugin == "unix")
        throw Fault{KC_EINVAL, config.where("enable_hosted_kopano") +
                                   ": users of the system are in no companies: set user_plugin to "
                                   "db or ldap, or enable_hosted_kopano to no"};
    if (isHosted && plugin == "db" && !format->hasCompany())
        refuse("with enable_hosted_kopano = yes and user_plugin = db a login says its company: "
               "set it to %u@%c, or to another format with %u and %c");
    return *format;
}

std::uint64_t megabytes(const Config& config, const char* name)
{
    return static_cast<std::uint64_t>(config.num(name)) * 1024 * 1024;
}

} // namespace

Settings::Settings(const Config& config)
    : isHosted{config.flag("enable_hosted_kopano")},
      format{readFormat(config, isHosted)},
      ownServer{config.str("server_name")},
      hidesEveryone{config.flag("hide_everyone")},
      hidesSystem{config.flag("hide_system")},
      isSafeMode{config.flag("user_safe_mode")},
      disabledFeatures{config.str("disabled_features")},
      storeNameFormat{config.str("storename_format")},
      quota{megabytes(config, "quota_warn"), megabytes(config, "quota_soft"),
            megabytes(config, "quota_hard")},
      companyWarn{megabytes(config, "companyquota_warn")}
{
    if (const sv unknown = unknownFeature(disabledFeatures); !unknown.empty())
        throw Fault{KC_EINVAL, config.where("disabled_features") + ": " + std::string{unknown} +
                                   " is no feature; there are imap, pop3, mobile, outlook, webapp"};
    if (!isStoreNameFormat(storeNameFormat))
        throw Fault{KC_EINVAL, config.where("storename_format") +
                                   ": there are %u (login), %f (full name) and %c (company); for "
                                   "example %f (%c)"};
    for (std::size_t i = 0; i < scripts.size(); ++i)
        scripts[i] = config.str(kScriptOptions[i]);
}

} // namespace kc::directory
