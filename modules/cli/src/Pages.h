// SPDX-License-Identifier: Apache-2.0
// Gathers from the server what the details of one object show.
#pragma once

#include "Desk.h"

namespace kc::cli
{

Page pageOf(Desk& desk, Principal self);
/// The names of those who have permissions in a store.
Names membersOf(Desk& desk, const Store& store);

} // namespace kc::cli
