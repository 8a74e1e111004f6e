// SPDX-License-Identifier: Apache-2.0
#include "Gate.h"

#include "RequestHead.h"

namespace kc::httpd
{

namespace
{

constexpr sv kSystem = "SYSTEM";
constexpr std::uint32_t kSystemLevel = 2;

bool isSystem(sv login)
{
    return equalsIgnoringCase(login, "system");
}

} // namespace

std::optional<Caller> Gate::admit(Context& context, const Peer& peer,
                                  const std::optional<Credentials>& credentials)
{
    // A process on this host that names nobody asks for SYSTEM, as the tools do.
    if (!credentials && !peer.isUnix)
        return std::nullopt;
    const sv user = credentials ? credentials->user() : kSystem;
    const sv password = credentials ? credentials->password() : sv{};
    if (user.empty() || (isSystem(user) && !peer.isUnix))
        return std::nullopt;

    const kc_auth_request request{sizeof(kc_auth_request), str("http"), str(peer.address), peer.uid,
                                  password.empty() ? 0U : 1U};
    if (_chain.verify(context, request, user, password) != KC_OK)
        return std::nullopt;
    if (isSystem(user))
        return Caller{KC_ID_SYSTEM, std::string{kSystem}, kSystemLevel};
    return look(context, user);
}

std::optional<Caller> Gate::look(Context& context, sv login)
{
    std::optional<Caller> found;
    const auto take = [&](const kc_principal& principal)
    {
        if (principal.user->kind == KC_USER_ACTIVE)
            found = Caller{principal.id, std::string{view(principal.login)},
                           principal.user->admin_level};
    };
    (void)_directory.find(context, KC_ID_SYSTEM, named(login, KC_MATCH_LOGIN), take);
    return found;
}

} // namespace kc::httpd
