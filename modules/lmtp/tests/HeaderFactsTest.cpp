// SPDX-License-Identifier: Apache-2.0
#include "HeaderFacts.h"

#include <cppunit/extensions/HelperMacros.h>
#include <string>

namespace kc::lmtp
{

class HeaderFactsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(HeaderFactsTest);
    CPPUNIT_TEST(countsReceivedFieldsOfTheHeaderOnly);
    CPPUNIT_TEST(findsTheFirstMessageId);
    CPPUNIT_TEST(boundsTheMessageId);
    CPPUNIT_TEST_SUITE_END();

public:
    void countsReceivedFieldsOfTheHeaderOnly()
    {
        const std::vector<std::pair<std::string, std::size_t>> cases{
            {"", 0},
            {"Received: x", 1},
            {"RECEIVED:x\nreceived :y\r\n", 2},
            {"Received-SPF: x\r\nX-Received: y\r\nReceive: z\r\n", 0},
            {"Subject: x\r\n Received: folded\r\n", 0},
            {"A: b\r\n\r\nReceived: x\r\n", 0},
            {"A: b\n\nReceived: x\r\n", 0},
            {"Received\r\n", 0}};
        for (const auto& [message, hops] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(message, hops, inspectHeader(message).hops);
    }

    void findsTheFirstMessageId()
    {
        CPPUNIT_ASSERT(inspectHeader("message-id:  <a@b>\r\nMessage-ID: <c@d>\r\n").messageId ==
                       "<a@b>");
        CPPUNIT_ASSERT(inspectHeader("X: y\r\n\r\nMessage-ID: <c@d>\r\n").messageId.empty());
    }

    void boundsTheMessageId()
    {
        const std::string message = "Message-ID: " + std::string(100'000, 'x');
        CPPUNIT_ASSERT_EQUAL(std::size_t{250}, inspectHeader(message).messageId.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderFactsTest);

} // namespace kc::lmtp
