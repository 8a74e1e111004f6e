// SPDX-License-Identifier: Apache-2.0
#include "Writer.h"

namespace kc::userdb
{

std::string Writer::hashed(const Context& context, sv password)
{
    if (password.size() > kMaxPasswordOctets)
        throw error(KC_EINVAL, "a password has at most 4096 octets");
    return password.empty() ? std::string{} : _hasher.value().hash(context, password);
}

Status Writer::create(Context& context, const kc_user& user, sv password, kc_str& id)
{
    requireValid(user, kAllFields);
    UserRecord record;
    record.apply(user, kAllFields);
    record.password = hashed(context, password);
    const Status status = _table.value().insert(context, record);
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
    const std::string hash =
        (fields & KC_USER_PASSWORD) != 0 ? hashed(context, password) : std::string{};
    return _table.value().update(context, *number, user, fields, hash);
}

Status Writer::remove(Context& context, sv id)
{
    const auto number = parseId(id);
    return number ? _table.value().remove(context, *number) : Status{KC_ENOTFOUND};
}

} // namespace kc::userdb
