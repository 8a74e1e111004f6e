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

/// All that can be said of a new user without a look at the others.
Status Writer::prepare(const Context& context, const kc_new_user& made, UserRecord& record)
{
    const kc_user& user = *made.user;
    if ((KC_KIND(user.kind) & kKinds) == 0)
        return KC_ENOTSUP;
    requireValid(user, kAllFields);
    if (user.company.n > 0 && !parseId(view(user.company)))
        return KC_ENOTFOUND;
    record.apply(user, kAllFields);
    if (made.password_hash.n == 0)
        record.password = hashed(context, view(made.password));
    else if (made.password.n == 0 && PasswordHasher::verifies(view(made.password_hash)))
        record.password = view(made.password_hash);
    else
        throw error(KC_EINVAL, "a password's hash is of the form $argon2id$v=19$m=…,t=…,p=…$…$…, "
                               "and there is no password beside it");
    return KC_OK;
}

Status Writer::create(Context& context, const kc_user& user, sv password, kc_str& id)
{
    UserRecord record;
    const Status valid =
        prepare(context, {sizeof(kc_new_user), 0, &user, str(password), {}}, record);
    if (!valid.ok())
        return valid;
    const Status status = _tables.value().users.insert(context, record);
    if (status.ok())
        id = context.keep(std::to_string(record.id));
    return status;
}

Status Writer::createAll(Context& context, kc_new_users users, Sink<kc_new_user_answer> answers)
{
    std::vector<NewRecord> records(users.n);
    std::vector<std::string> reasons(users.n);
    for (std::size_t i = 0; i < users.n; ++i)
    {
        try
        {
            records[i].status = prepare(context, newUser(users, i), records[i].record);
        }
        catch (const Fault& fault)
        {
            if (fault.code() != KC_EINVAL)
                throw;
            records[i].status = fault.code();
            reasons[i] = fault.what();
        }
    }
    const Status status = _tables.value().users.insertAll(context, records);
    if (!status.ok())
        return status;
    for (std::size_t i = 0; i < users.n; ++i)
    {
        const std::string id = std::to_string(records[i].record.id);
        const bool isMade = records[i].status.ok();
        if (!answers({sizeof(kc_new_user_answer), records[i].status.code(), i,
                      isMade ? str(id) : kc_str{nullptr, 0}, str(reasons[i])}))
            break;
    }
    return KC_OK;
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
