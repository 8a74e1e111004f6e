// SPDX-License-Identifier: Apache-2.0
// The example session of RFC 1939 §10, but for APOP and the words behind +OK, which are ours.
#include "TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::pop3::test
{

class ExampleTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ExampleTest);
    CPPUNIT_TEST(goesAsTheRfcShowsIt);
    CPPUNIT_TEST_SUITE_END();

public:
    void goesAsTheRfcShowsIt()
    {
        const std::string first = letter(120);
        const std::string second = letter(200);
        TestServer server;
        server.inbox.add(first);
        server.inbox.add(second);
        CPPUNIT_ASSERT_EQUAL(std::string{"+OK POP3 server ready\r\n"}, server.connect());
        const std::pair<std::string, std::string> steps[]{
            {"USER mrose", "+OK Send the password\r\n"},
            {"PASS secret", "+OK 2 messages (320 octets)\r\n"},
            {"STAT", "+OK 2 320\r\n"},
            {"LIST", "+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n"},
            {"RETR 1", "+OK 120 octets\r\n" + first + ".\r\n"},
            {"DELE 1", "+OK Message will be deleted by QUIT\r\n"},
            {"RETR 2", "+OK 200 octets\r\n" + second + ".\r\n"},
            {"DELE 2", "+OK Message will be deleted by QUIT\r\n"},
            {"QUIT", "+OK Bye, 2 messages deleted\r\n"}};
        for (const auto& [command, answer] : steps)
            CPPUNIT_ASSERT_EQUAL(answer, server.talk(command + "\r\n"));
        CPPUNIT_ASSERT(server.isClosed());
        CPPUNIT_ASSERT(server.inbox.messages.empty());
    }

private:
    static std::string letter(std::size_t octets)
    {
        const std::string head = "Subject: x\r\n\r\n";
        return head + std::string(octets - head.size() - 2, 'x') + "\r\n";
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExampleTest);

} // namespace kc::pop3::test
