// SPDX-License-Identifier: Apache-2.0
// kc.userbackend.verify/1: is this the user's password? The user's row is read for each check, so
// that a change of password, kind or existence counts at once.
#pragma once

#include "PasswordHasher.h"
#include "Tables.h"
#include "VerifiedCredentials.h"

#include <kc/user.hpp>

namespace kc::userdb
{

class Verifier final : public UserVerifier
{
public:
    Verifier(const std::optional<Tables>& tables, std::optional<PasswordHasher>& hasher)
        : _tables{tables}, _hasher{hasher}
    {
    }

    Status verify(Context& context, sv id, sv password) override;

private:
    const std::optional<Tables>& _tables;
    std::optional<PasswordHasher>& _hasher;
    VerifiedCredentials _verified;
};

} // namespace kc::userdb
