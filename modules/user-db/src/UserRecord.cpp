// SPDX-License-Identifier: Apache-2.0
#include "UserRecord.h"

#include "AccountText.h"

#include <kc/config.hpp>

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
    if (has(KC_USER_COMPANY_NAME))
        company = view(user.company);
}

void requireValid(const kc_user& user, std::uint32_t fields)
{
    const auto valid = [fields](kc_user_field field, auto&& check)
    { return (fields & field) == 0 || check(); };
    const auto isName = [](kc_str text)
    { return text.n <= kMaxNameOctets && isPrintableUtf8(view(text)); };

    demand(valid(KC_USER_LOGIN, [&] { return isLogin(view(user.login)); }),
           "a login has 1 to 255 octets and neither blanks nor control characters");
    demand(valid(KC_USER_FULLNAME, [&] { return isName(user.fullname); }),
           "a full name has at most 1024 octets of UTF-8 and no control characters");
    demand(valid(KC_USER_EMAIL, [&] { return user.email.n == 0 || isAddress(view(user.email)); }),
           "the e-mail address is not of the form name@domain");
    demand(valid(KC_USER_ALIASES, [&] { return areAddresses(view(user.aliases)); }),
           "the aliases are not at most 1000 addresses of the form name@domain");
    demand(valid(KC_USER_KIND,
                 [&]
                 {
                     return user.kind == KC_USER_ACTIVE || user.kind == KC_USER_SHARED ||
                            user.kind == KC_USER_CONTACT;
                 }),
           "this kind of user cannot be kept here");
    demand(valid(KC_USER_ADMIN_LEVEL, [&] { return user.admin_level <= 2; }),
           "the admin level is 0, 1 or 2");
    demand(valid(KC_USER_HOME_SERVER, [&] { return isName(user.home_server); }),
           "the home server is not a name");
    demand(valid(KC_USER_COMPANY_NAME, [&] { return isName(user.company); }),
           "the company is not a name");
}

UserRow::UserRow(const UserRecord& record)
    : _id{std::to_string(record.id)}, _etag{std::to_string(record.revision)}
{
    _raw.size = sizeof _raw;
    _raw.kind = record.kind;
    _raw.id = str(_id);
    _raw.etag = str(_etag);
    _raw.login = str(record.login);
    _raw.fullname = str(record.fullname);
    _raw.email = str(record.email);
    _raw.aliases = str(record.aliases);
    _raw.company = str(record.company);
    _raw.home_server = str(record.homeServer);
    _raw.admin_level = record.adminLevel;
    _raw.hidden = record.hidden;
}

} // namespace kc::userdb
