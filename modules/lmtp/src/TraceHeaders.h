// SPDX-License-Identifier: Apache-2.0
// The two fields that delivery puts in front (RFC 5321 §4.4). They name no recipient, so that all
// recipients share one content.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>

namespace kc::lmtp
{

struct Trace
{
    sv sender; // "" for <>
    sv helo;
    sv address;            // of the client; "" on a UNIX socket
    sv host;               // our own name
    std::int64_t time = 0; // seconds since 1970
    bool isUtf8 = false;
};

void appendTrace(std::string& to, const Trace& trace);

/// RFC 5322 §3.3 in local time: "Sun, 22 Nov 2026 15:03:15 +0000".
std::string dateTime(std::int64_t time);

} // namespace kc::lmtp
