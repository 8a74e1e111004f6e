// SPDX-License-Identifier: Apache-2.0
// The lists that kopano-cli can give.
#pragma once

#include "Desk.h"

namespace kc::cli
{

/// A whole document of --json.
std::string printed(const Json& document);

void listMembers(Desk& desk, const Principal& group);
/// What the action asks for, of a company.
void listOf(Desk& desk, const Principal& company);
/// What the action asks for, of everything.
void listAll(Desk& desk);

} // namespace kc::cli
