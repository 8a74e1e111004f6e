// SPDX-License-Identifier: Apache-2.0
// A principal as JMAP shows it (RFC 9670 §2), with KC's own properties under "kc:".
#pragma once

#include "Principal.h"

namespace kc::jmap
{

/// Those that Principal/get shows unless it is told which: all that cost no look-up, those under
/// "kc:" in the admin capability only.
std::vector<std::string> defaultProperties(const Call& call);
bool isProperty(const Call& call, const std::string& name);
/// What the caller may not know of it is left out. Throws Fault.
Json toJson(const Call& call, const Principal& principal,
            const std::vector<std::string>& properties);

/// Does an object of that kind have a quota; is it a store's or a company's?
bool hasQuota(kc_user_kind kind);

} // namespace kc::jmap
