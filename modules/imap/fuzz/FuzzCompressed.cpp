// SPDX-License-Identifier: Apache-2.0
// Any octets from a client behind COMPRESS DEFLATE: no crash, no hang, bounded output.
#include "FuzzServer.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::imap::test;
    TestServer& server = fuzzServer();
    server.account.deliver("INBOX", "From: a@b\r\nSubject: s\r\n\r\ntext\r\n", 0, "$k");
    server.talk("a LOGIN ann secret\r\nb SELECT INBOX\r\nc COMPRESS DEFLATE\r\n");
    const kc::sv input{reinterpret_cast<const char*>(data), size};
    server.send(input.substr(0, size / 2));
    server.send(input.substr(size / 2));
    server.net().settle();
    KC_ASSERT(server.isClosed() || server.net().waiting() == 0);
    return 0;
}
