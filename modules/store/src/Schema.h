// SPDX-License-Identifier: Apache-2.0
// The store's tables, by steps. doc/prose.md says what each is for and what always holds.
#pragma once

#include <kc/sql.hpp>

#include <span>

namespace kc::store
{

std::span<const kc_sql_step> schema();

} // namespace kc::store
