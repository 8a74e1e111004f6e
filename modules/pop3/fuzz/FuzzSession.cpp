// SPDX-License-Identifier: Apache-2.0
// Any octets from a client, before and after login, against an inbox in memory: no crash, no hang,
// and output that keeps to lines.
#include "../tests/TestServer.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::pop3::test;
    TestServer server{{{"pop3_max_fail_logins", "1000"}, {"pop3_max_fail_commands", "1000"}}};
    server.inbox.add("From: a@b\r\nSubject: s\r\n\r\n.text\r\n\r\nx");
    server.inbox.add("bare\n.\nlines");
    const kc::sv input{reinterpret_cast<const char*>(data), size};
    if (size > 0 && data[0] % 2 == 0) // the first octet chooses
        server.connect();
    else
        server.begin();
    const kc::sv rest = input.substr(size > 0 ? 1 : 0);
    (void)server.net().send(rest.substr(0, rest.size() / 2));
    (void)server.net().send(rest.substr(rest.size() / 2));
    server.net().settle();
    const std::string said = server.net().take();
    KC_ASSERT(said.empty() || said.ends_with("\r\n"));
    return 0;
}
