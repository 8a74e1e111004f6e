// SPDX-License-Identifier: Apache-2.0
// A directory with one user: demo, also d@here.test, whose id in the backend is 7.
#pragma once

#include <kc/test/find_only_directory.hpp>

namespace kc::authpassword
{

struct NamedUsers final : test::FindOnlyDirectory
{
    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        if (isDown)
            throw Fault{KC_EUNAVAIL, "down"};
        const sv name = view(query.name);
        if (actor != KC_ID_SYSTEM || (name != "demo" && name != "d@here.test"))
            return KC_ENOTFOUND;
        kc_user user{};
        user.size = sizeof user;
        user.kind = KC_USER_ACTIVE;
        user.id = str("7");
        user.login = str("demo");
        (void)principals(test::principalOf(17, user));
        return KC_OK;
    }

    bool isDown = false;
};

} // namespace kc::authpassword
