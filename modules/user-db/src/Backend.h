// SPDX-License-Identifier: Apache-2.0
// kc.userbackend/1 over the tables.
#pragma once

#include "Tables.h"

#include <kc/user.hpp>

namespace kc::userdb
{

class Backend final : public UserBackend
{
public:
    /// `tables` is filled by the module's start().
    explicit Backend(const std::optional<Tables>& tables) : _tables{tables} {}

    Status find(Context& context, const kc_user_query& query, Sink<kc_user> users) override;
    Status list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t limit,
                Sink<kc_user> users, kc_str& next) override;
    Status related(Context& context, const kc_relation_query& query, Sink<kc_user> users,
                   kc_str& next) override;

private:
    const std::optional<Tables>& _tables;
};

} // namespace kc::userdb
