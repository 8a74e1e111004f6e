// SPDX-License-Identifier: Apache-2.0
#include "UserRecord.h"

#include "AccountText.h"

#include <kc/config.hpp>

#include <array>
#include <charconv>

namespace kc::userdb
{

namespace
{

void demand(bool valid, const char* what)
{
    if (!valid)
        throw error(KC_EINVAL, what);
}

/// One blank between words, none around them: the form in which aliases are kept.
std::string joinWords(sv text)
{
    std::string joined;
    eachWord(text,
             [&](sv word)
             {
                 if (!joined.empty())
                     joined += ' ';
                 joined += word;
             });
    return joined;
}

} // namespace

void UserRecord::apply(const kc_user& user, std::uint32_t fields)
{
    const auto has = [fields](kc_user_field field) { return (fields & field) != 0; };
    if (has(KC_USER_LOGIN))
        login = view(user.login);
    if (has(KC_USER_FULLNAME))
        fullname = view(user.fullname);
    if (has(KC_USER_EMAIL))
        email = view(user.email);
    if (has(KC_USER_ALIASES))
        aliases = joinWords(view(user.aliases));
    if (has(KC_USER_KIND))
        kind = user.kind;
    if (has(KC_USER_ADMIN_LEVEL))
        adminLevel = user.admin_level;
    if (has(KC_USER_HIDDEN))
        hidden = user.hidden != 0 ? 1 : 0;
    if (has(KC_USER_HOME_SERVER))
        homeServer = view(user.home_server);
    if (has(KC_USER_FEATURES))
    {
        featuresOn = joinWords(view(user.features_on));
        featuresOff = joinWords(view(user.features_off));
    }
    if (has(KC_USER_QUOTA))
        quota = user.quota;
    if (has(KC_USER_MEMBER_QUOTA))
        memberQuota = user.member_quota;
    if (kind == KC_USER_COMPANY)
        scope = kCompanies;
    else if (has(KC_USER_IN_COMPANY))
        scope = parseId(view(user.company)).value_or(kNoCompany);
}

std::string quotaText(const kc_quota_record& quota)
{
    if (quota.is_own == 0)
        return "";
    return std::to_string(quota.warn) + ' ' + std::to_string(quota.soft) + ' ' +
           std::to_string(quota.hard);
}

kc_quota_record parseQuota(sv text)
{
    kc_quota_record quota{};
    std::array<std::uint64_t, 3> numbers{};
    std::size_t count = 0;
    eachWord(text,
             [&](sv word)
             {
                 if (count < numbers.size())
                     (void)std::from_chars(word.data(), word.data() + word.size(),
                                           numbers[count++]);
             });
    if (count == numbers.size())
        quota = {1, numbers[0], numbers[1], numbers[2]};
    return quota;
}

std::optional<std::int64_t> parseId(sv text)
{
    std::int64_t id = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failed != std::errc{} || end != text.data() + text.size() || id <= 0)
        return std::nullopt;
    return id;
}

void requireValid(const kc_user& user, std::uint32_t fields)
{
    const auto valid = [fields](kc_user_field field, auto&& check)
    { return (fields & field) == 0 || check(); };
    const auto isName = [](kc_str text)
    { return text.n <= kMaxNameOctets && isPrintableUtf8(view(text)); };

    const bool isUser = (KC_KIND(user.kind) & KC_KINDS_OF_USERS) != 0;
    demand(valid(KC_USER_LOGIN, [&]
                 { return isUser ? isLogin(view(user.login)) : isObjectName(view(user.login)); }),
           "a login has 1 to 255 octets and neither blanks nor control characters");
    demand(valid(KC_USER_IN_COMPANY,
                 [&] { return user.company.n == 0 || user.kind != KC_USER_COMPANY; }),
           "a company is in no company");
    demand(valid(KC_USER_FEATURES,
                 [&]
                 {
                     return isName(user.features_on) && isName(user.features_off) &&
                            user.features_on.n + user.features_off.n < 255;
                 }),
           "the features are not words");
    demand(valid(KC_USER_FULLNAME, [&] { return isName(user.fullname); }),
           "a full name has at most 1024 octets of UTF-8 and no control characters");
    demand(valid(KC_USER_EMAIL, [&] { return user.email.n == 0 || isAddress(view(user.email)); }),
           "the e-mail address is not of the form name@domain");
    demand(valid(KC_USER_ALIASES, [&] { return areAddresses(view(user.aliases)); }),
           "the aliases are not at most 1000 addresses of the form name@domain");
    demand(valid(KC_USER_ADMIN_LEVEL, [&] { return user.admin_level <= 2; }),
           "the admin level is 0, 1 or 2");
    demand(valid(KC_USER_HOME_SERVER, [&] { return isName(user.home_server); }),
           "the home server is not a name");
}

UserRow::UserRow(const UserRecord& record)
    : _id{std::to_string(record.id)},
      _etag{std::to_string(record.revision)},
      _company{record.scope > 0 ? std::to_string(record.scope) : std::string{}}
{
    _raw.size = sizeof _raw;
    _raw.kind = record.kind;
    _raw.id = str(_id);
    _raw.etag = str(_etag);
    _raw.login = str(record.login);
    _raw.fullname = str(record.fullname);
    _raw.email = str(record.email);
    _raw.aliases = str(record.aliases);
    _raw.company = str(_company);
    _raw.home_server = str(record.homeServer);
    _raw.admin_level = record.adminLevel;
    _raw.hidden = record.hidden;
    _raw.features_on = str(record.featuresOn);
    _raw.features_off = str(record.featuresOff);
    _raw.quota = record.quota;
    _raw.member_quota = record.memberQuota;
}

} // namespace kc::userdb
