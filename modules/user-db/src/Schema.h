// SPDX-License-Identifier: Apache-2.0
// The tables: udb_object (users, groups, companies), udb_address, udb_relation.
#pragma once

#include <kc/abi/draft/sql.h>

#include <array>
#include <cstdint>

namespace kc::userdb
{

/// The column `scope` says whose names an object's login is among: those of no company, of the
/// companies themselves, or, above zero, of the company with that id.
inline constexpr std::int64_t kNoCompany = 0;
inline constexpr std::int64_t kCompanies = -1;

extern const std::array<kc_sql_step, 3> kSteps;

} // namespace kc::userdb
