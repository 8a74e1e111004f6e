// SPDX-License-Identifier: Apache-2.0
// The module for fuzz targets: loaded once, since that takes longer than many runs; each run has a
// connection, an address and an account of its own.
#pragma once

#include "../tests/TestServer.h"

namespace kc::imap::test
{

/// With a connection that was greeted, and an account as it is at first.
inline TestServer& fuzzServer()
{
    static TestServer server{{{"imap_max_fail_commands", "1000"}}};
    static unsigned run = 0;
    server.close();
    (void)server.take();
    server.account = MemoryAccount{};
    ++run; // log-ins that failed from an address are answered late
    server.connect("10." + std::to_string(run >> 16 & 0xff) + "." +
                   std::to_string(run >> 8 & 0xff) + "." + std::to_string(run & 0xff));
    return server;
}

} // namespace kc::imap::test
