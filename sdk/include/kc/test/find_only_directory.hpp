// SPDX-License-Identifier: Apache-2.0
// Base of directory doubles for whoever only looks users up: find() is the test's, all else is
// KC_ENOTSUP.
#pragma once

#include <kc/directory.hpp>

namespace kc::inline sdk1::test
{

/// A principal without a company, whose login is shown as it is.
inline kc_principal principalOf(kc_id id, const kc_user& user, kc_id tenant = 0)
{
    kc_principal made{};
    made.size = sizeof made;
    made.is_local = 1;
    made.id = id;
    made.tenant = tenant;
    made.login = user.login;
    made.features = str("imap pop3 mobile outlook webapp");
    made.user = &user;
    made.store_name = user.fullname.n > 0 ? user.fullname : user.login;
    return made;
}

class FindOnlyDirectory : public Directory
{
public:
    Status get(Context&, kc_id, kc_ids, Sink<kc_principal>) override { return KC_ENOTSUP; }

    Status list(Context&, kc_id, const kc_principal_query&, Sink<kc_principal>) override
    {
        return KC_ENOTSUP;
    }

    Status related(Context&, kc_id, const kc_principal_relation&, Sink<kc_principal>) override
    {
        return KC_ENOTSUP;
    }

    Status create(Context&, kc_id, const kc_user&, sv, kc_id&) override { return KC_ENOTSUP; }

    Status update(Context&, kc_id, kc_id, const kc_principal_change&) override
    {
        return KC_ENOTSUP;
    }

    Status remove(Context&, kc_id, kc_id) override { return KC_ENOTSUP; }

    Status relate(Context&, kc_id, const kc_principal_link&) override { return KC_ENOTSUP; }

    Status access(Context&, kc_id, kc_id, std::uint32_t&) override { return KC_ENOTSUP; }

    Status quota(Context&, kc_id, kc_quota_limits&) override { return KC_ENOTSUP; }

    Status sync(Context&, kc_id) override { return KC_ENOTSUP; }

    Status clearCaches(Context&, kc_id) override { return KC_ENOTSUP; }

    /// One after the other, by create().
    Status createAll(Context& context, kc_id actor, kc_new_users users,
                     Sink<kc_new_principal_answer> answers) override
    {
        for (std::size_t i = 0; i < users.n; ++i)
        {
            const kc_new_user& each = newUser(users, i);
            kc_new_principal_answer answer{sizeof answer, KC_OK, i, 0, {}};
            answer.status =
                create(context, actor, *each.user, view(each.password), answer.id).code();
            if (!answers(answer))
                break;
        }
        return KC_OK;
    }

    Status state(Context&, std::uint64_t& changes) override
    {
        changes = 1;
        return KC_OK;
    }
};

} // namespace kc::inline sdk1::test
