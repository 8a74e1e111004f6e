// SPDX-License-Identifier: Apache-2.0
// The details of one object: the lines of 8.6, a user's labels in the manual's 23 columns.
#pragma once

#include "Model.h"

namespace kc::cli
{

std::string userDetails(const Page& page);
std::string groupDetails(const Page& page);
std::string companyDetails(const Page& page, bool isHosted);
std::string storeDetails(const Store& store, const Names& names);

} // namespace kc::cli
