// SPDX-License-Identifier: Apache-2.0
// What kopano-cli does, by the kind of object that it is told to act on.
#pragma once

#include "Desk.h"

namespace kc::cli
{

void actOnUser(Desk& desk, const std::string& name);
void actOnGroup(Desk& desk, const std::string& name);
void actOnCompany(Desk& desk, const std::string& name);
void actOnStore(Desk& desk, const std::string& guid);
/// No object is named.
void actOnAll(Desk& desk);

} // namespace kc::cli
