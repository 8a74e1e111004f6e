// SPDX-License-Identifier: Apache-2.0
#include "ConversationFixture.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::lmtp::test
{

class ConversationTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ConversationTest);
    CPPUNIT_TEST(greetsAndAnnouncesWhatItCan);
    CPPUNIT_TEST(deliversWithTraceHeadersInFront);
    CPPUNIT_TEST(answersEachRecipientInOrder);
    CPPUNIT_TEST(deliversOnceToOneNamedTwice);
    CPPUNIT_TEST(tellsUnknownFromFault);
    CPPUNIT_TEST(resolvesQuotedAndRoutedMailboxes);
    CPPUNIT_TEST(neverSaysDeliveredUnlessTheStoreDoes);
    CPPUNIT_TEST(keepsTheOrderOfCommands);
    CPPUNIT_TEST(refusesSmtp);
    CPPUNIT_TEST(refusesBadSyntax);
    CPPUNIT_TEST(limitsRecipients);
    CPPUNIT_TEST(limitsLines);
    CPPUNIT_TEST(limitsWrongCommands);
    CPPUNIT_TEST(onlyCrLfEndsACommand);
    CPPUNIT_TEST(checksTheAnnouncedSize);
    CPPUNIT_TEST(takesPipelinedCommands);
    CPPUNIT_TEST(givesTheSameAnswersHoweverItIsCut);
    CPPUNIT_TEST(startsAnewAfterReset);
    CPPUNIT_TEST(saysGoodbye);
    CPPUNIT_TEST_SUITE_END();

    static std::string str(sv text) { return std::string{text}; }

public:
    void greetsAndAnnouncesWhatItCan()
    {
        _talk.conversation().greet();
        CPPUNIT_ASSERT_EQUAL(str("220 mx.example LMTP server is ready\r\n"),
                             _talk.conversation().output());
        _talk.conversation().output().clear();
        CPPUNIT_ASSERT_EQUAL(str("250-mx.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
                                 "250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n"
                                 "250-BINARYMIME\r\n250 SIZE 2000\r\n"),
                             _talk.say("lhlo client.example\r\n"));
    }

    void deliversWithTraceHeadersInFront()
    {
        _talk.begin({"demo@example.com"});
        CPPUNIT_ASSERT_EQUAL(str("354 Start mail input; end with <CRLF>.<CRLF>\r\n"),
                             _talk.say("DATA\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.5 <demo@example.com> Ok\r\n"),
                             _talk.say("Return-Path: <old@z>\r\nSubject: x\r\n\r\nbody\r\n.\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("Return-Path: <old@z>\r\nSubject: x\r\n\r\nbody\r\n"),
                             _talk.body());
        CPPUNIT_ASSERT(_talk.mail.deliveries.back().message.find("demo") == std::string::npos);
    }

    void answersEachRecipientInOrder()
    {
        _talk.mail.answers = {{4, KC_EQUOTA}, {5, KC_EUNAVAIL}};
        _talk.begin({"ann@x", "demo", "bob@x"});
        _talk.say("DATA\r\n");
        CPPUNIT_ASSERT_EQUAL(str("552 5.2.2 <ann@x> Quota exceeded\r\n"
                                 "250 2.1.5 <demo> Ok\r\n"
                                 "451 4.3.0 <bob@x> Temporary failure, try again later\r\n"),
                             _talk.say("x\r\n.\r\n"));
    }

    void deliversOnceToOneNamedTwice()
    {
        _talk.begin({"demo", "ann@x", "demo@example.com"});
        _talk.say("DATA\r\n");
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.5 <demo> Ok\r\n250 2.1.5 <ann@x> Ok\r\n"
                                 "250 2.1.5 <demo@example.com> Ok\r\n"),
                             _talk.say("x\r\n.\r\n"));
        CPPUNIT_ASSERT(_talk.mail.deliveries.back().principals == (std::vector<kc_id>{3, 4}));
    }

    void tellsUnknownFromFault()
    {
        _talk.begin({});
        const std::vector<std::pair<std::string, std::string>> cases{
            {"nobody@x", "550 5.1.1 <nobody@x> User does not exist"},
            {"group@x", "550 5.1.1 <group@x> User does not exist"},
            {"card@x", "550 5.1.1 <card@x> User does not exist"},
            {"SYSTEM", "550 5.1.1 <SYSTEM> User does not exist"},
            {"twice", "550 5.1.4 <twice> Destination mailbox address ambiguous"},
            {"broken", "451 4.3.0 Temporary failure, try again later"},
            {"odd", "451 4.3.0 <odd> Temporary failure, try again later"},
            {"empty", "451 4.3.0 <empty> Temporary failure, try again later"},
            {"far@x", "450 4.4.0 <far@x> Mailbox is on another server"},
            {"bob@x", "250 2.1.5 Ok"}};
        for (const auto& [mailbox, answer] : cases)
            CPPUNIT_ASSERT_EQUAL(answer + "\r\n", _talk.say("RCPT TO:<" + mailbox + ">\r\n"));
    }

    void resolvesQuotedAndRoutedMailboxes()
    {
        _talk.begin({});
        for (const std::string path :
             {"<\"a b\"@x>", "<\"a\\ b\"@x>", "<@r.example,@s:demo@example.com>", "<\"demo\">"})
        {
            _talk.say("RSET\r\nMAIL FROM:<>\r\n");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(path, str("250 2.1.5 Ok\r\n"),
                                         _talk.say("RCPT TO:" + path + "\r\n"));
        }
    }

    void neverSaysDeliveredUnlessTheStoreDoes()
    {
        const auto answer = [&]
        {
            _talk.say("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<demo>\r\nRCPT TO:<ann@x>\r\nDATA\r\n");
            return _talk.say("x\r\n.\r\n");
        };
        const std::string both = "451 4.3.0 <demo> Temporary failure, try again later\r\n"
                                 "451 4.3.0 <ann@x> Temporary failure, try again later\r\n";
        _talk.begin({});
        _talk.mail.throws = true;
        CPPUNIT_ASSERT_EQUAL(both, answer());
        _talk.mail.throws = false;
        for (const kc_code code : {KC_STOP, KC_CONTINUE, KC_DECLINED, KC_EUNAVAIL})
        {
            _talk.mail.whole = code;
            CPPUNIT_ASSERT_EQUAL(both, answer());
        }
        _talk.mail.whole = KC_OK;
        _talk.mail.silent = true;
        CPPUNIT_ASSERT_EQUAL(both, answer());
        _talk.mail.silent = false;
        for (const kc_code code : {KC_STOP, KC_CONTINUE, KC_DECLINED, KC_ENOTFOUND, KC_EINVAL})
        {
            _talk.mail.answers = {{3, code}};
            CPPUNIT_ASSERT_EQUAL(str("450 4.2.0 <demo> Mailbox temporarily unavailable\r\n"
                                     "250 2.1.5 <ann@x> Ok\r\n"),
                                 answer());
        }
    }

    void keepsTheOrderOfCommands()
    {
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 Say LHLO first\r\n"), _talk.say("MAIL FROM:<>\r\n"));
        _talk.say("LHLO c\r\n");
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 Give a sender first\r\n"),
                             _talk.say("RCPT TO:<demo>\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 No recipients\r\n"), _talk.say("DATA\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.0 Ok\r\n"), _talk.say("MAIL FROM:<>\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 Sender already given\r\n"),
                             _talk.say("MAIL FROM:<>\r\n"));
        _talk.say("RCPT TO:<nobody>\r\n");
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 No recipients\r\n"), _talk.say("DATA\r\n"));
        _talk.say("RCPT TO:<demo>\r\nLHLO again\r\n"); // RFC 5321 §4.1.4: as RSET
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 No recipients\r\n"), _talk.say("DATA\r\n"));
    }

    void refusesSmtp()
    {
        for (const std::string verb : {"HELO", "EHLO"})
            CPPUNIT_ASSERT_EQUAL(str("500 5.5.1 This is LMTP, say LHLO\r\n"),
                                 _talk.say(verb + " c\r\n"));
    }

    void refusesBadSyntax()
    {
        _talk.settings.recipientLimit = 1000;
        const std::vector<std::pair<std::string, std::string>> cases{
            {"XYZZY", "500 5.5.1"},
            {"", "500 5.5.1"},
            {" NOOP", "500 5.5.1"},
            {"NOOP\tx", "500 5.5.2"},
            {"LHLO", "501 5.5.4"},
            {"LHLO a b", "501 5.5.4"},
            {"LHLO (x)", "501 5.5.4"},
            {"MAIL", "501 5.1.7"},
            {"MAIL FROM:a@b", "501 5.1.7"},
            {"MAIL FROM:<a@b", "501 5.1.7"},
            {"MAIL FROM:<a@b>x", "501 5.1.7"},
            {"MAIL TO:<a@b>", "501 5.1.7"},
            {"MAIL FROM:<a@b> SIZE=x", "501 5.5.4"},
            {"MAIL FROM:<a@b> SIZE=1 SIZE=1", "501 5.5.4"},
            {"MAIL FROM:<a@b> BODY=BINARY", "501 5.5.4"},
            {"MAIL FROM:<a@b> SMTPUTF8=x", "501 5.5.4"},
            {"MAIL FROM:<a@b> RET=FULL", "555 5.5.4"},
            {"MAIL FROM:<a@b> =", "501 5.5.4"}};
        for (const auto& [line, code] : cases)
        {
            Talk talk;
            talk.say("LHLO c\r\n");
            const std::string answer = talk.say(line + "\r\n");
            CPPUNIT_ASSERT_MESSAGE(line + " -> " + answer, answer.starts_with(code + " "));
        }
        _talk.begin({});
        for (const std::string line : {"RCPT TO:<>", "RCPT TO:demo", "RCPT TO:<demo>>", "RCPT",
                                       "RCPT FROM:<demo>", "RCPT TO:<a@b@c>", "RCPT TO:<\xC3>"})
            CPPUNIT_ASSERT_MESSAGE(line, _talk.say(line + "\r\n").starts_with("501 5.1.3 "));
        CPPUNIT_ASSERT(_talk.say("RCPT TO:<demo> NOTIFY=NEVER\r\n").starts_with("555 5.5.4 "));
        CPPUNIT_ASSERT(
            _talk.say("RCPT TO:<demo>\r\nDATA now\r\n").ends_with("501 5.5.4 Syntax: DATA\r\n"));
    }

    void limitsRecipients()
    {
        _talk.begin({"demo", "demo", "ann@x"});
        CPPUNIT_ASSERT_EQUAL(str("452 4.5.3 Too many recipients\r\n"),
                             _talk.say("RCPT TO:<bob@x>\r\n"));
        _talk.say("DATA\r\n");
        const std::string answers = _talk.say("x\r\n.\r\n");
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{3}, std::count(answers.begin(), answers.end(), '\n'));
    }

    void limitsLines()
    {
        const auto line = [](std::size_t octets)
        { return "NOOP " + std::string(octets - 7, 'x') + "\r\n"; };
        CPPUNIT_ASSERT_EQUAL(str("250 2.0.0 Ok\r\n"),
                             _talk.say(line(Conversation::kMaxLineOctets)));
        for (const std::size_t chunk : {SIZE_MAX, std::size_t{1}, std::size_t{4096}})
            for (const std::size_t octets : {4097U, 4098U, 8191U, 8192U, 8193U, 200'000U})
            {
                Talk talk;
                CPPUNIT_ASSERT_EQUAL(str("500 5.5.2 Line too long\r\n250 2.0.0 Ok\r\n"),
                                     talk.say(line(octets) + "NOOP\r\n", chunk));
                CPPUNIT_ASSERT_EQUAL(std::size_t{0}, talk.waiting());
            }
    }

    void limitsWrongCommands()
    {
        for (int i = 1; i < Conversation::kMaxWrongCommands; ++i)
            CPPUNIT_ASSERT(_talk.say("BAD\r\n").starts_with("500 "));
        CPPUNIT_ASSERT(!_talk.conversation().isFinished());
        CPPUNIT_ASSERT(_talk.say("BAD\r\n").starts_with("421 4.7.0 "));
        CPPUNIT_ASSERT(_talk.conversation().isFinished());
        CPPUNIT_ASSERT_EQUAL(str(""), _talk.say("NOOP\r\n"));
    }

    void onlyCrLfEndsACommand()
    {
        _talk.begin({});
        for (const std::string line : {"NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n", "NOOP\n\r\n"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, str("500 5.5.2 Syntax error\r\n"), _talk.say(line));
        CPPUNIT_ASSERT_EQUAL(str(""), _talk.say("NOOP\n"));
        CPPUNIT_ASSERT_EQUAL(str(""), _talk.say("\r"));
        CPPUNIT_ASSERT_EQUAL(str("500 5.5.2 Syntax error\r\n"), _talk.say("\n"));
    }

    void checksTheAnnouncedSize()
    {
        _talk.say("LHLO c\r\n");
        CPPUNIT_ASSERT_EQUAL(str("552 5.3.4 Message too big for system\r\n"),
                             _talk.say("MAIL FROM:<a@b> SIZE=2001\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("501 5.5.4 Bad parameter\r\n"),
                             _talk.say("MAIL FROM:<a@b> SIZE=99999999999999999999\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.0 Ok\r\n"),
                             _talk.say("mail from: <a@b> size=2000 body=8bitmime\r\n"));
    }

    void takesPipelinedCommands()
    {
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"
                                 "550 5.1.1 <no> User does not exist\r\n250 2.1.5 Ok\r\n"
                                 "354 Start mail input; end with <CRLF>.<CRLF>\r\n"),
                             afterHello("MAIL FROM:<>\r\nRCPT TO:<demo>\r\nRCPT TO:<no>\r\n"
                                        "RCPT TO:<ann@x>\r\nDATA\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.5 <demo> Ok\r\n250 2.1.5 <ann@x> Ok\r\n"
                                 "250 2.1.0 Ok\r\n221 2.0.0 Bye\r\n"),
                             _talk.say("x\r\n.\r\nMAIL FROM:<>\r\nQUIT\r\nNOOP\r\n"));
        CPPUNIT_ASSERT(_talk.mail.deliveries.back().message.starts_with("Return-Path: <>\r\n"));
    }

    void givesTheSameAnswersHoweverItIsCut()
    {
        const std::string all =
            "LHLO client.example\r\nMAIL FROM:<sender@y>\r\nRCPT TO:<demo>\r\n"
            "RCPT TO:<ann@x>\r\nDATA\r\n..a\r\n.\rb\r\n\r\n.\n.\r\n.\r\nNOOP\r\n"
            "BAD\nLINE\r\nMAIL FROM:<sender@y>\r\nRCPT TO:<demo>\r\nDATA\r\n"
            ".\r\nVRFY x\r\nHELP\r\nQUIT\r\n";
        Talk whole;
        const std::string answers = whole.say(all);
        CPPUNIT_ASSERT(answers.ends_with("221 2.0.0 Bye\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, whole.mail.deliveries.size());
        for (std::size_t chunk = 1; chunk < all.size(); ++chunk)
        {
            Talk talk;
            CPPUNIT_ASSERT_EQUAL(answers, talk.say(all, chunk));
            CPPUNIT_ASSERT_EQUAL(str(""), talk.body());
        }
        for (std::size_t cut = 0; cut <= all.size(); ++cut)
        {
            Talk talk;
            std::string both = talk.say(all.substr(0, cut));
            both += talk.say(all.substr(cut));
            CPPUNIT_ASSERT_EQUAL(answers, both);
        }
    }

    void startsAnewAfterReset()
    {
        _talk.begin({"demo"});
        CPPUNIT_ASSERT_EQUAL(str("250 2.0.0 Ok\r\n"), _talk.say("RSET\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("503 5.5.1 No recipients\r\n"), _talk.say("DATA\r\n"));
        CPPUNIT_ASSERT_EQUAL(str("250 2.1.0 Ok\r\n"), _talk.say("MAIL FROM:<b@c>\r\n"));
    }

    void saysGoodbye()
    {
        _talk.conversation().expire();
        CPPUNIT_ASSERT_EQUAL(str("421 4.4.2 mx.example Connection closed due to timeout\r\n"),
                             _talk.conversation().output());
        Talk other;
        other.begin({"demo"});
        other.say("DATA\r\nx\r\n");
        other.conversation().drain();
        CPPUNIT_ASSERT_EQUAL(str("421 4.3.2 mx.example Server is shutting down\r\n"),
                             other.conversation().output());
        CPPUNIT_ASSERT(other.conversation().isFinished());
        CPPUNIT_ASSERT(other.mail.deliveries.empty());
    }

private:
    std::string afterHello(sv octets)
    {
        _talk.say("LHLO client.example\r\n");
        return _talk.say(octets);
    }

    Talk _talk;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConversationTest);

} // namespace kc::lmtp::test
