// SPDX-License-Identifier: Apache-2.0
// What the words of a command do with stores: make, detach, attach, permit.
#pragma once

#include "Desk.h"

namespace kc::cli
{

/// Of a user, a company, or of the installation without tenants.
void changeStoresOf(Desk& desk, const Principal& owner);
/// Of a store that is named by its GUID: permissions only.
void changeStore(Desk& desk, Store store);
/// Takes an orphan away.
void removeStore(Desk& desk, const std::string& guid);

/// Makes the public store of a new company, unless the server has.
void makePublicStore(Desk& desk, const std::string& company);

} // namespace kc::cli
