// SPDX-License-Identifier: Apache-2.0
// kc.userbackend/1 over the user table.
#pragma once

#include "UserTable.h"

#include <kc/user.hpp>

namespace kc::userdb
{

class Backend final : public UserBackend
{
public:
    /// `table` is filled by the module's start().
    explicit Backend(const std::optional<UserTable>& table) : _table{table} {}

    Status find(Context& context, sv name, std::uint32_t match, Sink<kc_user> users) override;
    Status list(Context& context, sv cursor, std::uint32_t limit, Sink<kc_user> users,
                kc_str& next) override;

private:
    const std::optional<UserTable>& _table;
};

} // namespace kc::userdb
