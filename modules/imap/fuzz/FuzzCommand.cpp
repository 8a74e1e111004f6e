// SPDX-License-Identifier: Apache-2.0
// Any octets from a client, before and after login, against a store in memory: no crash, no hang,
// and output that keeps to lines.
#include "FuzzServer.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace kc::imap::test;
    TestServer& server = fuzzServer();
    server.account.create("Sent", "sent");
    server.account.deliver("INBOX", "From: a@b\r\nSubject: s\r\n\r\ntext\r\n", 0, "$k");
    server.account.deliver(
        "INBOX", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n");
    const kc::sv input{reinterpret_cast<const char*>(data), size};
    const bool early = size > 0 && data[0] % 2 == 0; // the first octet chooses
    if (!early)
        server.talk("a LOGIN ann secret\r\nb SELECT INBOX\r\n");
    const kc::sv rest = input.substr(size > 0 ? 1 : 0);
    server.send(rest.substr(0, rest.size() / 2));
    server.send(rest.substr(rest.size() / 2));
    server.net().settle();
    const std::string said = server.take();
    KC_ASSERT(server.isClosed() || said.empty() || said.ends_with("\r\n"));
    return 0;
}
