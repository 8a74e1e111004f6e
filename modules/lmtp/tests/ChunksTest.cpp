// SPDX-License-Identifier: Apache-2.0
// BDAT (RFC 3030), SMTPUTF8 (RFC 6531) and user+detail addresses.
#include "ConversationFixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::lmtp::test
{

class ChunksTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ChunksTest);
    CPPUNIT_TEST(takesAMessageInChunks);
    CPPUNIT_TEST(keepsAnyOctets);
    CPPUNIT_TEST(answersTheSameHoweverChunksAreCut);
    CPPUNIT_TEST(swallowsWhatItRefuses);
    CPPUNIT_TEST(refusesWhatIsTooBigInTheMiddleAndAtTheEnd);
    CPPUNIT_TEST(closesWhenNobodyKnowsHowMuchComes);
    CPPUNIT_TEST(doesNotMixDataAndChunks);
    CPPUNIT_TEST(forgetsChunksAtReset);
    CPPUNIT_TEST(findsLoopsInChunks);
    CPPUNIT_TEST(takesAddressesInUtf8WhenToldSo);
    CPPUNIT_TEST(deliversIntoTheFolderOfTheDetail);
    CPPUNIT_TEST(splitsDetailsOnlyWhenNobodyHasTheWholeName);
    CPPUNIT_TEST_SUITE_END();

    static void assertEqual(const std::string& wanted, const std::string& got)
    {
        CPPUNIT_ASSERT_EQUAL(wanted, got);
    }

public:
    void takesAMessageInChunks()
    {
        _talk.begin({"demo", "ann@x"});
        assertEqual("250 2.0.0 5 octets received\r\n250 2.0.0 0 octets received\r\n"
                    "250 2.1.5 <demo> Ok\r\n250 2.1.5 <ann@x> Ok\r\n250 2.0.0 Ok\r\n",
                    _talk.say("BDAT 5\r\nA: b\nBDAT 0\r\nbdat 7  last \r\n\r\n.\r\nx\nNOOP\r\n"));
        assertEqual("A: b\n\r\n.\r\nx\n", _talk.body());
        _talk.begin({"demo"});
        assertEqual("250 2.0.0 3 octets received\r\n250 2.1.5 <demo> Ok\r\n",
                    _talk.say("BDAT 3\r\nabcBDAT 0 LAST\r\n"));
        assertEqual("abc", _talk.body());
        _talk.begin({"demo"});
        assertEqual("250 2.1.5 <demo> Ok\r\n", _talk.say("BDAT 0 LAST\r\n"));
        assertEqual("", _talk.body());
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, _talk.mail.deliveries.size());
    }

    void keepsAnyOctets()
    {
        std::string all;
        for (int octet = 0; octet < 256; ++octet)
            all += static_cast<char>(octet);
        for (const std::string& text :
             {all, all + "\r\n.\r\nQUIT\r\n", std::string(1999, '\0'), std::string{"."}})
        {
            _talk.say("LHLO c\r\nMAIL FROM:<sender@y> BODY=BINARYMIME\r\nLHLO client.example\r\n"
                      "MAIL FROM:<sender@y> BODY=binarymime\r\nRCPT TO:<demo>\r\n");
            assertEqual("250 2.1.5 <demo> Ok\r\n",
                        _talk.say("BDAT " + std::to_string(text.size()) + " LAST\r\n" + text));
            assertEqual(text, _talk.body());
        }
    }

    void answersTheSameHoweverChunksAreCut()
    {
        const std::string script = "LHLO client.example\r\nMAIL FROM:<sender@y>\r\nRCPT "
                                   "TO:<demo>\r\nBDAT 10\r\n0123456\r\n"
                                   "xBDAT 3 LAST\r\n.\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n";
        const std::string wanted = Talk{}.say(script);
        for (std::size_t chunk = 1; chunk < 40; ++chunk)
            assertEqual(wanted, Talk{}.say(script, chunk));
        CPPUNIT_ASSERT_MESSAGE(wanted, wanted.ends_with("250 2.1.5 <demo> Ok\r\n"
                                                        "503 5.5.1 No recipients\r\n"
                                                        "250 2.0.0 Ok\r\n"));
    }

    void swallowsWhatItRefuses()
    {
        // Never a command, however it looks.
        assertEqual("503 5.5.1 No recipients\r\n250 2.0.0 Ok\r\n",
                    _talk.say("BDAT 6\r\nQUIT\r\nNOOP\r\n"));
        _talk.begin({});
        assertEqual("503 5.5.1 No recipients\r\n", _talk.say("BDAT 6 LAST\r\nQUIT\r\n"));
        _talk.begin({"demo"});
        assertEqual("501 5.5.4 Syntax: BDAT octets [LAST]\r\n503 5.5.1 No recipients\r\n",
                    _talk.say("BDAT 6 LAST X\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\n"));
        CPPUNIT_ASSERT(_talk.mail.deliveries.empty() && !_talk.conversation().isFinished());
    }

    void refusesWhatIsTooBigInTheMiddleAndAtTheEnd()
    {
        const std::string big(1500, 'x');
        _talk.begin({"demo", "ann@x"});
        assertEqual("250 2.0.0 1500 octets received\r\n552 5.3.4 Message too big for system\r\n"
                    "503 5.5.1 No recipients\r\n250 2.0.0 Ok\r\n",
                    _talk.say("BDAT 1500\r\n" + big + "BDAT 1500\r\n" + big +
                              "BDAT 3 LAST\r\nabc"
                              "NOOP\r\n"));
        _talk.begin({"demo", "ann@x"});
        assertEqual("250 2.0.0 1500 octets received\r\n"
                    "552 5.3.4 <demo> Message too big for system\r\n"
                    "552 5.3.4 <ann@x> Message too big for system\r\n",
                    _talk.say("BDAT 1500\r\n" + big + "BDAT 1500 LAST\r\n" + big));
        CPPUNIT_ASSERT(_talk.mail.deliveries.empty());
        _talk.begin({"demo"});
        assertEqual("250 2.1.5 <demo> Ok\r\n", _talk.say("BDAT 1500 LAST\r\n" + big));
    }

    void closesWhenNobodyKnowsHowMuchComes()
    {
        for (const char* argument :
             {"", " x", " -1", " 1x LAST", " 99999999999999999999", " LAST", " +1", " 0x10"})
        {
            Talk talk;
            talk.begin({"demo"});
            const std::string said = talk.say("BDAT" + std::string{argument} + "\r\nQUIT\r\n");
            CPPUNIT_ASSERT_MESSAGE(argument + said, said.starts_with("501 5.5.4") &&
                                                        talk.conversation().isFinished());
            CPPUNIT_ASSERT(said.find("221") == std::string::npos);
        }
    }

    void doesNotMixDataAndChunks()
    {
        const std::string refusal = "503 5.5.1 Send this message by BDAT\r\n";
        _talk.begin({"demo"});
        _talk.say("BDAT 2\r\nab");
        assertEqual(refusal, _talk.say("DATA\r\n"));
        assertEqual("503 5.5.1 The message has begun\r\n", _talk.say("RCPT TO:<ann@x>\r\n"));
        assertEqual("250 2.1.5 <demo> Ok\r\n", _talk.say("BDAT 1 LAST\r\nc"));
        assertEqual("abc", _talk.body());
        _talk.say("MAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<demo>\r\n");
        assertEqual(refusal, _talk.say("DATA\r\n"));
    }

    void forgetsChunksAtReset()
    {
        for (const char* way : {"RSET\r\n", "LHLO client.example\r\n"})
        {
            _talk.begin({"demo"});
            _talk.say("BDAT 6\r\nforgetBDAT 2\r\n..");
            _talk.say(way);
            assertEqual("503 5.5.1 No recipients\r\n", _talk.say("BDAT 1 LAST\r\nx"));
            _talk.begin({"demo"});
            _talk.say("BDAT 3 LAST\r\nnew");
            assertEqual("new", _talk.body());
        }
    }

    void findsLoopsInChunks()
    {
        std::string header;
        for (std::size_t i = 0; i <= DataPhase::kMaxHops; ++i)
            header += "Received: x\r\n";
        _talk.begin({"demo"});
        assertEqual("554 5.4.6 <demo> Too many hops, mail loop\r\n",
                    _talk.say("BDAT " + std::to_string(header.size()) + " LAST\r\n" + header));
    }

    void takesAddressesInUtf8WhenToldSo()
    {
        _talk.directory.users["j\xC3\xB6rg@\xC3\xA4.example"] = {11};
        const std::string path = "<j\xC3\xB6rg@\xC3\xA4.example>";
        const std::string refusal = "553 5.6.7 Say SMTPUTF8 for such an address\r\n";
        _talk.say("LHLO client.example\r\n");
        assertEqual(refusal, _talk.say("MAIL FROM:" + path + "\r\n"));
        _talk.say("MAIL FROM:<>\r\n");
        assertEqual(refusal, _talk.say("RCPT TO:" + path + "\r\n"));
        _talk.say("RSET\r\n");
        for (const char* wrong : {"SMTPUTF8=", "SMTPUTF8=yes", "SMTPUTF8 SMTPUTF8"})
            CPPUNIT_ASSERT(
                _talk.say("MAIL FROM:<> " + std::string{wrong} + "\r\n").starts_with("501 5.5.4"));
        assertEqual("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n",
                    _talk.say("MAIL FROM:" + path + " smtputf8\r\nRCPT TO:" + path + "\r\n"));
        assertEqual("250 2.1.5 " + path + " Ok\r\n", _talk.say("BDAT 1 LAST\r\nx"));
        const std::string& message = _talk.mail.deliveries.back().message;
        CPPUNIT_ASSERT(message.starts_with("Return-Path: " + path + "\r\n"));
        CPPUNIT_ASSERT(message.find("with UTF8LMTP;\r\n") != std::string::npos);
        _talk.say("MAIL FROM:<> SMTPUTF8\r\n");
        for (const char* bad : {"<\xC3@x>", "<a@\xFF>", "<\xED\xA0\x80@x>", "<\"\xC3\"@x>"})
            CPPUNIT_ASSERT(
                _talk.say("RCPT TO:" + std::string{bad} + "\r\n").starts_with("501 5.1.3"));
    }

    void deliversIntoTheFolderOfTheDetail()
    {
        _talk.settings.recipientLimit = 4;
        _talk.begin({"demo+Lists@example.com", "demo@example.com", "demo+Lists", "\"demo+a b\""});
        assertEqual("250 2.1.5 <demo+Lists@example.com> Ok\r\n250 2.1.5 <demo@example.com> Ok\r\n"
                    "250 2.1.5 <demo+Lists> Ok\r\n250 2.1.5 <\"demo+a b\"> Ok\r\n",
                    _talk.say("BDAT 1 LAST\r\nx"));
        CPPUNIT_ASSERT((_talk.mail.deliveries.back().mailboxes ==
                        std::vector<std::string>{"Lists", "", "a b"}));
        CPPUNIT_ASSERT((_talk.mail.deliveries.back().principals == std::vector<kc_id>{3, 3, 3}));
    }

    void splitsDetailsOnlyWhenNobodyHasTheWholeName()
    {
        _talk.directory.users["demo+x"] = {12};
        _talk.settings.recipientDelimiter = "+-";
        _talk.begin({"demo+x", "demo+y-z", "demo-y+z"});
        _talk.say("BDAT 1 LAST\r\nx");
        CPPUNIT_ASSERT(
            (_talk.mail.deliveries.back().mailboxes == std::vector<std::string>{"", "y-z", "y+z"}));
        _talk.begin({});
        for (const char* unknown : {"nobody+x@x", "+x", "nobody"})
            CPPUNIT_ASSERT(
                _talk.say("RCPT TO:<" + std::string{unknown} + ">\r\n").starts_with("550 5.1.1"));
        assertEqual("451 4.3.0 Temporary failure, try again later\r\n",
                    _talk.say("RCPT TO:<broken+x>\r\n"));
        Talk off;
        off.settings.recipientDelimiter = "";
        off.begin({});
        CPPUNIT_ASSERT(off.say("RCPT TO:<demo+x>\r\n").starts_with("550 5.1.1"));
    }

private:
    Talk _talk;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChunksTest);

} // namespace kc::lmtp::test
