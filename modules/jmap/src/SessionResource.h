// SPDX-License-Identifier: Apache-2.0
// The Session object (RFC 8620 §2): what this server can do for this caller, and where.
#pragma once

#include "Call.h"

namespace kc::jmap
{

/// What depends on the modules that are loaded, and what administrators want to know of the
/// installation.
struct Offers
{
    bool blobs; // uploads can be kept
    bool quota;
    // Of the whole installation, and not in the state: they change with a restart only.
    bool isHosted = false; // it has companies
    sv loginFormat = {};
};

/// `base` is scheme, host and prefix under which the caller sees the server.
Json makeSession(const Caller& caller, const Limits& limits, Offers offers,
                 const std::string& base);

/// The "state" of the Session object, which every API response repeats.
std::string sessionState(const Caller& caller, const Limits& limits, Offers offers);

} // namespace kc::jmap
