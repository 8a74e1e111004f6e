// SPDX-License-Identifier: Apache-2.0
#include "Principal.h"

namespace kc::directory
{

namespace
{

PrincipalPtr makeBuiltIn(kc_id id, kc_user_kind kind, sv login, std::uint32_t adminLevel)
{
    kc_user user{};
    user.size = sizeof user;
    user.kind = kind;
    user.login = user.fullname = str(login);
    user.admin_level = adminLevel;
    return std::make_shared<const Principal>(
        Shown{id, 0, std::string{login}, "", "", std::string{login}, true}, UserFields{user});
}

} // namespace

UserFields::UserFields(const kc_user& user)
    : kind{user.kind},
      adminLevel{user.admin_level},
      hidden{user.hidden},
      externalId{view(user.id)},
      etag{view(user.etag)},
      login{view(user.login)},
      fullname{view(user.fullname)},
      email{view(user.email)},
      aliases{view(user.aliases)},
      company{view(user.company)},
      homeServer{view(user.home_server)},
      featuresOn{view(user.features_on)},
      featuresOff{view(user.features_off)},
      quota{user.quota},
      memberQuota{user.member_quota}
{
}

Principal::Principal(Shown shown, UserFields fields)
    : _fields{std::move(fields)}, _shown{std::move(shown)}
{
    _user.size = sizeof _user;
    _user.kind = _fields.kind;
    _user.id = str(_fields.externalId);
    _user.etag = str(_fields.etag);
    _user.login = str(_fields.login);
    _user.fullname = str(_fields.fullname);
    _user.email = str(_fields.email);
    _user.aliases = str(_fields.aliases);
    _user.company = str(_fields.company);
    _user.home_server = str(_fields.homeServer);
    _user.admin_level = _fields.adminLevel;
    _user.hidden = _fields.hidden;
    _user.features_on = str(_fields.featuresOn);
    _user.features_off = str(_fields.featuresOff);
    _user.quota = _fields.quota;
    _user.member_quota = _fields.memberQuota;
    _raw.size = sizeof _raw;
    _raw.is_local = _shown.isLocal ? 1 : 0;
    _raw.id = _shown.id;
    _raw.tenant = _shown.tenant;
    _raw.login = str(_shown.login);
    _raw.company = str(_shown.company);
    _raw.features = str(_shown.features);
    _raw.user = &_user;
    _raw.store_name = str(_shown.storeName);
}

std::size_t Principal::octets() const
{
    std::size_t sum = sizeof(Principal);
    for (const std::string* text :
         {&_fields.externalId, &_fields.etag, &_fields.login, &_fields.fullname, &_fields.email,
          &_fields.aliases, &_fields.company, &_fields.homeServer, &_fields.featuresOn,
          &_fields.featuresOff, &_shown.login, &_shown.company, &_shown.features,
          &_shown.storeName})
        sum += text->capacity();
    return sum;
}

PrincipalPtr builtIn(kc_id id)
{
    static const PrincipalPtr kEveryone = makeBuiltIn(KC_ID_EVERYONE, KC_USER_GROUP, "Everyone", 0);
    static const PrincipalPtr kSystem = makeBuiltIn(KC_ID_SYSTEM, KC_USER_ACTIVE, "SYSTEM", 2);
    return id == KC_ID_EVERYONE ? kEveryone : id == KC_ID_SYSTEM ? kSystem : nullptr;
}

PrincipalPtr builtIn(sv login)
{
    const std::string folded = fold(login.substr(0, sizeof "everyone"));
    return folded == "system"     ? builtIn(KC_ID_SYSTEM)
           : folded == "everyone" ? builtIn(KC_ID_EVERYONE)
                                  : nullptr;
}

std::string fold(sv text)
{
    std::string folded{text};
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return folded;
}

} // namespace kc::directory
