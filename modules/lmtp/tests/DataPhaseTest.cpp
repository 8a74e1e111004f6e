// SPDX-License-Identifier: Apache-2.0
#include "ConversationFixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::lmtp::test
{

class DataPhaseTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(DataPhaseTest);
    CPPUNIT_TEST(keepsOddOctetsAsTheyCame);
    CPPUNIT_TEST(deliversAnEmptyMessage);
    CPPUNIT_TEST(limitsTheMessage);
    CPPUNIT_TEST(limitsHops);
    CPPUNIT_TEST(keepsLargeMessagesInAFile);
    CPPUNIT_TEST(refusesTemporarilyWhenTheDiskIsFull);
    CPPUNIT_TEST(goesOnAfterEachRefusal);
    CPPUNIT_TEST_SUITE_END();

public:
    void keepsOddOctetsAsTheyCame()
    {
        std::string all;
        for (int octet = 0; octet < 256; ++octet)
            all += static_cast<char>(octet);
        for (const std::string& text :
             {all + "\r\n", std::string{"bare\nlines\rof\n\rall kinds\n.\n\r\n"},
              std::string{"\r\n\r\n"}, std::string{"no header\r\n"},
              std::string(1998, 'x') + "\r\n"})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send(text));
            CPPUNIT_ASSERT_EQUAL(text, _talk.body());
        }
    }

    void deliversAnEmptyMessage()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send(""));
        CPPUNIT_ASSERT_EQUAL(std::string{}, _talk.body());
    }

    void limitsTheMessage()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"},
                             send(std::string(1998, 'x') + "\r\n"));
        for (const std::size_t octets : {1999U, 100'000U})
            CPPUNIT_ASSERT_EQUAL(std::string{"552 5.3.4 <demo> Message too big for system\r\n"},
                                 send(std::string(octets, 'x') + "\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _talk.mail.deliveries.size());
    }

    void limitsHops()
    {
        _talk.settings.maxMessageOctets = 100'000;
        std::string header;
        for (std::size_t i = 0; i < DataPhase::kMaxHops; ++i)
            header += i % 2 == 0 ? "Received: from a\r\n\tby b\r\n" : "rEceIved : x\r\n";
        const std::string body = "\r\nReceived: in the body\r\n";
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send(header + body));
        CPPUNIT_ASSERT_EQUAL(std::string{"554 5.4.6 <demo> Too many hops, mail loop\r\n"},
                             send("Subject: x\r\nReceived: one more\r\n" + header + body));
    }

    void keepsLargeMessagesInAFile()
    {
        _talk.settings.maxMessageOctets = 10'000'000;
        std::string text;
        for (int i = 0; text.size() < 3'000'000; ++i)
            text += "line " + std::to_string(i) + " of a large message\r\n";
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send(text));
        CPPUNIT_ASSERT(text == _talk.body());
    }

    void refusesTemporarilyWhenTheDiskIsFull()
    {
        _talk.settings.maxMessageOctets = 10'000'000;
        _talk.settings.tmpPath = "/nonexistent-folder";
        CPPUNIT_ASSERT_EQUAL(std::string{"452 4.3.1 <demo> Insufficient system storage\r\n"},
                             send(std::string(2'000'000, 'x') + "\r\n"));
        CPPUNIT_ASSERT(_talk.mail.deliveries.empty());
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send("small\r\n"));
    }

    void goesOnAfterEachRefusal()
    {
        (void)send(std::string(5000, 'x') + "\r\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.0.0 Ok\r\n"}, _talk.say("NOOP\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string{"250 2.1.5 <demo> Ok\r\n"}, send("x\r\n"));
    }

private:
    std::string send(const std::string& text)
    {
        _talk.begin({"demo"});
        _talk.say("DATA\r\n");
        return _talk.say(text + ".\r\n", 70'000);
    }

    Talk _talk;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DataPhaseTest);

} // namespace kc::lmtp::test
