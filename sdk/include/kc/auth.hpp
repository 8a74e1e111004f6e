// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.auth/1 in C++: PasswordAuth is what an authenticator derives from; AuthChain asks them
// all.
#pragma once

#include <kc/abi/draft/auth.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

class PasswordAuth : public Service
{
public:
    static constexpr sv kInterface = KC_AUTH;

    /// KC_OK, KC_EDENIED, or KC_DECLINED to let the next authenticator say. Throws when it cannot
    /// tell.
    virtual Status verify(Context& context, const kc_auth_request& request, sv user,
                          sv password) = 0;

    static const kc_auth& table()
    {
        static constexpr kc_auth kTable{sizeof(kc_auth), Thunk<&PasswordAuth::verify>::call};
        return kTable;
    }
};

class PasswordAuthProxy final : public PasswordAuth, private Bound<kc_auth>
{
public:
    using Bound::Bound;

    Status verify(Context& context, const kc_auth_request& request, sv user, sv password) override
    {
        return Proxy<&PasswordAuth::verify>::call(_table->verify, _self, context, request, user,
                                                  password);
    }
};

/// The authenticators of this process, highest priority first.
class AuthChain
{
public:
    explicit AuthChain(const Module& module) : _services{module.each(KC_AUTH)} {}

    /// KC_OK or KC_EDENIED; nobody responsible is a refusal. Throws Fault when the one that is
    /// cannot tell.
    Status verify(Context& context, const kc_auth_request& request, sv user, sv password) const
    {
        for (const kc_service& service : _services)
        {
            const Status status =
                PasswordAuthProxy{service}.verify(context, request, user, password);
            // Only a plain yes lets in, whatever else an authenticator may answer.
            if (status.code() != KC_DECLINED)
                return status == KC_OK ? KC_OK : KC_EDENIED;
        }
        return KC_EDENIED;
    }

private:
    std::vector<kc_service> _services;
};

} // namespace kc::inline sdk1
