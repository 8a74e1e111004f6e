// SPDX-License-Identifier: Apache-2.0
#include "StorePermissions.h"

#include "SetArguments.h"

#include <algorithm>
#include <array>

namespace kc::jmap
{

namespace
{

constexpr std::array<std::pair<sv, std::uint32_t>, 10> kRights{
    {{"read_items", KC_RIGHT_READ},
     {"create_items", KC_RIGHT_CREATE},
     {"edit_own", KC_RIGHT_EDIT_OWN},
     {"delete_own", KC_RIGHT_DELETE_OWN},
     {"edit_all", KC_RIGHT_EDIT_ALL},
     {"delete_all", KC_RIGHT_DELETE_ALL},
     {"create_subfolders", KC_RIGHT_CREATE_FOLDERS},
     {"folder_owner", KC_RIGHT_FOLDER_OWNER},
     {"folder_contact", KC_RIGHT_FOLDER_CONTACT},
     {"folder_visible", KC_RIGHT_VISIBLE}}};

Json rightNames(std::uint32_t rights)
{
    Json names = Json::array();
    for (const auto& [name, right] : kRights)
        if ((rights & right) != 0)
            names.push_back(name);
    return names;
}

std::optional<std::uint32_t> rightsOf(const Json& value)
{
    std::uint32_t rights = 0;
    if (value.is_null())
        return rights;
    if (!value.is_array())
        return std::nullopt;
    for (const Json& name : value)
    {
        const auto* const found = std::find_if(
            kRights.begin(), kRights.end(), [&](const auto& each) { return name == each.first; });
        if (found == kRights.end())
            return std::nullopt;
        rights |= found->second;
    }
    return rights;
}

std::optional<kc_id> mailboxNamed(const Call& call, kc_id account, const std::string& name)
{
    if (name.empty())
        return kc_id{0};
    std::optional<kc_id> found;
    const auto take = [&](const kc_mailbox& mailbox) { found = mailbox.id; };
    const Status status = call.store->mailbox(call.context, account, name, take);
    if (!status.ok() && status != KC_ENOTFOUND && status != KC_EINVAL && status != KC_EDENIED)
        throw Fault{KC_EUNAVAIL, "the store cannot tell whether there is such a mailbox"};
    return found;
}

} // namespace

Json readPermissions(const Call& call, kc_id account)
{
    Json all = Json::object();
    const auto take = [&](const kc_permission& entry)
    { all[std::string{view(entry.name)}][idText(entry.principal)] = rightNames(entry.rights); };
    const Status status = call.stores->permissions(call.context, account, take);
    if (status == KC_EDENIED || status == KC_ENOTFOUND)
        return nullptr;
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the store gives no permissions"};
    return all;
}

std::optional<PermissionChange> readPermission(const Call& call, kc_id account,
                                               const PatchPath& path, const Json& value)
{
    const auto rights = rightsOf(value);
    const kc_id principal = parseId(realId(call, path.below[1]));
    const auto mailbox = mailboxNamed(call, account, path.below[0]);
    // An entry may be taken from who is not there any more.
    const bool isThere =
        principal != 0 && (rights == 0U || !getPrincipals(call, {principal}).empty());
    if (!rights || !mailbox || !isThere)
        return std::nullopt;
    return PermissionChange{patchKey(path.property, path.below[0]), *mailbox, principal, *rights};
}

} // namespace kc::jmap
