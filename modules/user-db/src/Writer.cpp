// SPDX-License-Identifier: Apache-2.0
#include "Writer.h"

namespace kc::userdb
{

namespace
{

/// What can be kept: members of the others are a filter's result, and there are no filters here.
constexpr std::uint32_t kKinds = KC_KINDS_OF_USERS | KC_KIND(KC_USER_GROUP) |
                                 KC_KIND(KC_USER_DISTRIBUTION) | KC_KIND(KC_USER_COMPANY);

} // namespace

std::string Writer::hashed(const Context& context, sv password)
{
    if (password.size() > kMaxPasswordOctets)
        throw error(KC_EINVAL, "a password has at most 4096 octets");
    return password.empty() ? std::string{} : _hasher.value().hash(context, password);
}

Status Writer::create(Context& context, const kc_user& user, sv password, kc_str& id)
{
    if ((KC_KIND(user.kind) & kKinds) == 0)
        return KC_ENOTSUP;
    requireValid(user, kAllFields);
    if (user.company.n > 0 && !parseId(view(user.company)))
        return KC_ENOTFOUND;
    UserRecord record;
    record.apply(user, kAllFields);
    record.password = hashed(context, password);
    const Status status = _tables.value().users.insert(context, record);
    if (status.ok())
        id = context.keep(std::to_string(record.id));
    return status;
}

Status Writer::update(Context& context, sv id, const kc_user& user, std::uint32_t fields,
                      sv password)
{
    const auto number = parseId(id);
    if (!number)
        return KC_ENOTFOUND;
    requireValid(user, fields);
    if ((fields & KC_USER_KIND) != 0 && (KC_KIND(user.kind) & kKinds) == 0)
        return KC_ENOTSUP;
    if ((fields & KC_USER_IN_COMPANY) != 0 && user.company.n > 0 && !parseId(view(user.company)))
        return KC_ENOTFOUND;
    const std::string hash =
        (fields & KC_USER_PASSWORD) != 0 ? hashed(context, password) : std::string{};
    return _tables.value().users.update(context, *number, user, fields, hash);
}

Status Writer::remove(Context& context, sv id)
{
    const auto number = parseId(id);
    return number ? _tables.value().users.remove(context, *number) : Status{KC_ENOTFOUND};
}

Status Writer::relate(Context& context, sv id, kc_relation relation, sv other, std::uint32_t on)
{
    const auto holder = parseId(id), held = parseId(other);
    if (!holder || !held)
        return KC_ENOTFOUND;
    const RelationTable& relations = _tables.value().relations;
    return on != 0 ? relations.relate(context, *holder, relation, *held)
                   : relations.part(context, *holder, relation, *held);
}

} // namespace kc::userdb
