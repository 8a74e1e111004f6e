// SPDX-License-Identifier: Apache-2.0
// What --json prints in place of a layout. The names are those of the lines that --from reads.
#pragma once

#include "Layouts.h"

namespace kc::cli
{

Json toDocument(const Principal& principal);
Json toDocument(const UserList& list);
Json toDocument(const std::vector<Principal>& principals);
Json toDocument(const std::vector<Store>& stores);
Json toDocument(const UserCount& count);
Json toDocument(const Store& store, const Names& names);
/// The details of one.
Json toDocument(const Page& page);

} // namespace kc::cli
