// SPDX-License-Identifier: Apache-2.0
// kc.userbackend.write/1 over the tables.
#pragma once

#include "PasswordHasher.h"
#include "Tables.h"

#include <kc/user.hpp>

namespace kc::userdb
{

class Writer final : public UserWriter
{
public:
    Writer(const std::optional<Tables>& tables, std::optional<PasswordHasher>& hasher)
        : _tables{tables}, _hasher{hasher}
    {
    }

    /// An empty password makes a user who cannot log in.
    Status create(Context& context, const kc_user& user, sv password, kc_str& id) override;
    /// In one transaction.
    Status createAll(Context& context, kc_new_users users,
                     Sink<kc_new_user_answer> answers) override;
    Status update(Context& context, sv id, const kc_user& user, std::uint32_t fields,
                  sv password) override;
    Status remove(Context& context, sv id) override;
    Status relate(Context& context, sv id, kc_relation relation, sv other,
                  std::uint32_t on) override;

private:
    std::string hashed(const Context& context, sv password);
    Status prepare(const Context& context, const kc_new_user& made, UserRecord& record);

    const std::optional<Tables>& _tables;
    std::optional<PasswordHasher>& _hasher;
};

} // namespace kc::userdb
