// SPDX-License-Identifier: Apache-2.0
// Who may do what in a store: the property "permissions" of Store, from the path of a mailbox to a
// map from principals to names of rights.
#pragma once

#include "PatchPath.h"
#include "Principal.h"

namespace kc::jmap
{

/// Null if the caller may not know. Throws Fault.
Json readPermissions(const Call& call, kc_id account);

/// What a patch says of one principal in one mailbox.
struct PermissionChange
{
    std::string path; // of the patch
    kc_id mailbox;    // 0: the store
    kc_id principal;
    std::uint32_t rights; // 0: no entry
};

/// Nothing if the mailbox, the principal or the rights are wrong. `path` has two tokens below the
/// property. Throws Fault.
std::optional<PermissionChange> readPermission(const Call& call, kc_id account,
                                               const PatchPath& path, const Json& value);

} // namespace kc::jmap
