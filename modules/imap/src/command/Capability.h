// SPDX-License-Identifier: Apache-2.0
// What this server can do for this session now: exactly what works.
#pragma once

#include <string>

namespace kc::imap
{

class Session;

std::string capabilities(const Session& session);

bool offersRev2(const Session& session);

} // namespace kc::imap
