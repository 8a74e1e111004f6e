// SPDX-License-Identifier: Apache-2.0
// What a client is told of an outcome or a fault: never a path, a query or a host.
#pragma once

#include <kc/status.hpp>

namespace kc::pop3
{

/// What follows "-ERR ", with its response code (RFC 3206).
sv refusalText(kc_code code);

} // namespace kc::pop3
