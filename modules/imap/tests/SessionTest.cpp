// SPDX-License-Identifier: Apache-2.0
// What transcripts cannot show: bounded output, log lines, watches, temporary files.
#include "TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

namespace kc::imap::test
{

namespace
{

constexpr sv kBegin = "a1 LOGIN ann secret\r\na2 SELECT INBOX\r\n";

bool contains(const std::string& text, sv part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class SessionTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SessionTest);
    CPPUNIT_TEST(makesNoMoreOutputThanTheQueueHasRoomFor);
    CPPUNIT_TEST(listsManyRowsInPieces);
    CPPUNIT_TEST(answersPipelinesNoFasterThanTheClientReads);
    CPPUNIT_TEST(wakesOnlyForItsMailboxWhenIdle);
    CPPUNIT_TEST(watchesNothingAfterItsEnd);
    CPPUNIT_TEST(watchesTheStoreOfTheSelectedMailbox);
    CPPUNIT_TEST(hidesOwnMailboxesBehindPublicFoldersOnly);
    CPPUNIT_TEST(logsLoginsAndRefusalsButNoPasswords);
    CPPUNIT_TEST(namesBothWhenSomebodyActsForAUser);
    CPPUNIT_TEST(logsAFaultOnceWithItsReason);
    CPPUNIT_TEST(refusesAMessageThatCannotBeSpooled);
    CPPUNIT_TEST(setsTimeoutsBeforeAndAfterLogin);
    CPPUNIT_TEST(startsTlsAndForgetsWhatWasPipelined);
    CPPUNIT_TEST(offersNoStartTlsOverTlsOrWithoutACertificate);
    CPPUNIT_TEST(answersWrongPasswordsLater);
    CPPUNIT_TEST(refusesAUserWithTooManyConnections);
    CPPUNIT_TEST(tellsFloodsOfChangesInPieces);
    CPPUNIT_TEST_SUITE_END();

public:
    void makesNoMoreOutputThanTheQueueHasRoomFor()
    {
        TestServer server;
        server.account.deliver("INBOX", "Subject: large\r\n\r\n" + std::string(5'000'000, 'x'));
        server.connect();
        server.net().mark = 256 * 1024;
        server.talk(kBegin);
        const std::string said = server.talk("a3 FETCH 1 BODY.PEEK[]\r\n");
        CPPUNIT_ASSERT(contains(said, "BODY[] {5000018}\r\nSubject: large"));
        CPPUNIT_ASSERT(said.ends_with("x)\r\na3 OK FETCH completed\r\n"));
        CPPUNIT_ASSERT(server.net().calls > 10);
        CPPUNIT_ASSERT(server.net().largestQueue < 400'000);
    }

    void listsManyRowsInPieces()
    {
        TestServer server;
        for (int i = 0; i < 3000; ++i)
            server.account.deliver("INBOX", "Subject: one of many\r\n\r\n");
        server.connect();
        server.net().mark = 10'000;
        server.talk(kBegin);
        const std::string said = server.talk("a3 FETCH 1:* (UID ENVELOPE)\r\n");
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{3001}, std::count(said.begin(), said.end(), '\n'));
        CPPUNIT_ASSERT(contains(said, "* 3000 FETCH (UID 3000 "));
        CPPUNIT_ASSERT(server.net().largestQueue < 50'000);
    }

    void answersPipelinesNoFasterThanTheClientReads()
    {
        TestServer server;
        server.connect();
        server.net().mark = 1'000;
        std::string commands;
        for (int i = 0; i < 5000; ++i)
            commands += "a CAPABILITY\r\n";
        const std::string said = server.talk(commands);
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{10'001}, std::count(said.begin(), said.end(), '\n'));
        CPPUNIT_ASSERT(server.net().largestQueue < 40'000);
    }

    void wakesOnlyForItsMailboxWhenIdle()
    {
        TestServer server;
        server.account.create("Other");
        server.connect();
        server.talk(kBegin);
        server.account.deliver("INBOX", "x\r\n");
        CPPUNIT_ASSERT(!server.net().isWoken); // not idle
        CPPUNIT_ASSERT(contains(server.talk("a3 IDLE\r\n"), "* 1 EXISTS"));
        server.account.deliver("Other", "x\r\n");
        CPPUNIT_ASSERT(!server.net().isWoken);
        server.account.deliver("INBOX", "x\r\n");
        CPPUNIT_ASSERT(server.net().isWoken);
    }

    void watchesNothingAfterItsEnd()
    {
        TestServer server;
        server.connect();
        server.talk(kBegin);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.account.watches.size());
        server.talk("a3 SELECT INBOX\r\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.account.watches.size());
        server.close();
        CPPUNIT_ASSERT(server.account.watches.empty());
    }

    void watchesTheStoreOfTheSelectedMailbox()
    {
        TestServer server;
        server.account.share("Team", KC_RIGHTS_ALL);
        server.connect();
        server.talk(kBegin);
        for (const auto& [command, account] :
             {std::pair{"a3 SELECT \"Public folders/Team\"\r\n", MemoryAccount::kPublicAccount},
              std::pair{"a4 SELECT INBOX\r\n", MemoryAccount::kAccount},
              std::pair{"a5 UNSELECT\r\n", MemoryAccount::kAccount}})
        {
            server.talk(command);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.account.watches.size());
            CPPUNIT_ASSERT_EQUAL(account, server.account.watches.front().account);
        }
    }

    /// Made otherwise, or before: they are there as long as there is no public store.
    void hidesOwnMailboxesBehindPublicFoldersOnly()
    {
        TestServer server;
        server.account.create("Public folders");
        server.account.create("Public folders/Mine");
        server.connect();
        server.talk(kBegin);
        const sv list = "a3 LIST \"\" \"Public*\"\r\n";
        const sv select = "a4 SELECT \"Public folders/Mine\"\r\n";
        CPPUNIT_ASSERT(contains(server.talk(list), "\"Public folders/Mine\""));
        CPPUNIT_ASSERT(contains(server.talk(select), "a4 OK"));
        server.account.share("Team", KC_RIGHTS_ALL);
        const std::string said = server.talk(list);
        CPPUNIT_ASSERT(!contains(said, "Mine") && contains(said, "\"Public folders/Team\""));
        CPPUNIT_ASSERT(contains(server.talk(select), "a4 NO [NONEXISTENT]"));
    }

    void logsLoginsAndRefusalsButNoPasswords()
    {
        TestServer server;
        server.connect();
        server.talk("a1 LOGIN ann wrong-secret\r\na2 LOGIN ann secret\r\n");
        const auto log = server.log();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
                             std::count(log.begin(), log.end(), "IMAP login refused"));
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::count(log.begin(), log.end(), "IMAP login"));
        for (const std::string& line : log)
            CPPUNIT_ASSERT(!contains(line, "secret"));
    }

    void namesBothWhenSomebodyActsForAUser()
    {
        TestServer server;
        server.connect();
        // root for ann, with root's password; before it ann for root
        const std::string said = server.talk("a1 AUTHENTICATE PLAIN cm9vdABhbm4Ac2VjcmV0\r\n"
                                             "a2 AUTHENTICATE PLAIN YW5uAHJvb3QAc2VjcmV0\r\n");
        CPPUNIT_ASSERT(contains(said, "a1 NO [AUTHORIZATIONFAILED]"));
        CPPUNIT_ASSERT(contains(said, "a2 OK"));
        const auto log = server.fullLog();
        const auto logged = [&](sv line)
        {
            return std::any_of(log.begin(), log.end(),
                               [&](const std::string& one) { return contains(one, line); });
        };
        CPPUNIT_ASSERT(logged("IMAP login refused user=root admin=ann "));
        CPPUNIT_ASSERT(logged("IMAP login user=ann admin=root "));
    }

    void logsAFaultOnceWithItsReason()
    {
        TestServer server;
        server.connect();
        server.talk(kBegin);
        server.account.failNext("mailboxes");
        const std::string said = server.talk("a3 LIST \"\" *\r\n");
        CPPUNIT_ASSERT(!contains(said, "secret.db"));
        const auto log = server.log();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1},
                             std::count(log.begin(), log.end(), "IMAP command failed"));
    }

    void refusesAMessageThatCannotBeSpooled()
    {
        TestServer server{{{"tmp_path", "/nonexistent"}}};
        server.connect();
        server.talk(kBegin);
        const std::string said = server.talk("a3 APPEND INBOX {2000000+}\r\n" +
                                             std::string(2'000'000, 'x') + "\r\na4 NOOP\r\n");
        CPPUNIT_ASSERT(contains(said, "a3 NO [UNAVAILABLE] "));
        CPPUNIT_ASSERT(contains(said, "a4 OK NOOP completed"));
        CPPUNIT_ASSERT(server.account.find("INBOX")->messages.empty());
    }

    void setsTimeoutsBeforeAndAfterLogin()
    {
        TestServer server{{{"imap_login_timeout", "5s"}, {"imap_idle_timeout", "31m"}}};
        server.connect();
        constexpr std::int64_t kSecond = 1'000'000'000;
        CPPUNIT_ASSERT_EQUAL(5 * kSecond, server.net().listen->timeout);
        CPPUNIT_ASSERT_EQUAL(5 * kSecond, server.net().listen->login_timeout);
        server.talk(kBegin);
        CPPUNIT_ASSERT_EQUAL(31 * 60 * kSecond, server.net().timeout);
    }

    void startsTlsAndForgetsWhatWasPipelined()
    {
        TestServer server{{{"imaps_listen", "127.0.0.1:993"}, {"disable_plaintext_auth", "yes"}}};
        server.connect("192.0.2.7");
        CPPUNIT_ASSERT(contains(server.take(), " STARTTLS LOGINDISABLED"));
        const std::string said = server.talk("a1 STARTTLS\r\na2 LOGIN ann secret\r\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"a1 OK Begin TLS negotiation now\r\n"}, said);
        CPPUNIT_ASSERT(server.net().isTls);
        const std::string after = server.talk("a3 CAPABILITY\r\n");
        CPPUNIT_ASSERT(contains(after, "AUTH=PLAIN") && !contains(after, "STARTTLS"));
        CPPUNIT_ASSERT(contains(server.talk("a4 STARTTLS\r\n"), "a4 BAD"));
        CPPUNIT_ASSERT(contains(server.talk("a5 LOGIN ann secret\r\n"), "a5 OK"));
        CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, server.net().user);
    }

    void offersNoStartTlsOverTlsOrWithoutACertificate()
    {
        TestServer plain;
        plain.connect();
        CPPUNIT_ASSERT(!contains(plain.take(), "STARTTLS"));
        CPPUNIT_ASSERT(contains(plain.talk("a1 STARTTLS\r\n"), "a1 BAD"));
        CPPUNIT_ASSERT(!plain.net().isTls);
    }

    void answersWrongPasswordsLater()
    {
        constexpr std::int64_t kSecond = 1'000'000'000;
        TestServer server;
        server.connect();
        for (const std::int64_t expected : {1, 2, 4})
        {
            CPPUNIT_ASSERT(contains(server.talk("a1 LOGIN ann wrong\r\n"), "a1 NO [AUTH"));
            CPPUNIT_ASSERT_EQUAL(expected * kSecond, server.net().pauses.back());
        }
        server.auth.unavailable = true;
        CPPUNIT_ASSERT(contains(server.talk("a1 LOGIN ann wrong\r\n"), "a1 NO [UNAVAILABLE]"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server.net().pauses.size()); // cannot tell: no delay
    }

    void refusesAUserWithTooManyConnections()
    {
        TestServer server;
        server.connect();
        server.net().welcome = KC_EBUSY;
        CPPUNIT_ASSERT(
            contains(server.talk("a1 LOGIN ann secret\r\na2 NOOP\r\n"), "a1 NO [LIMIT]"));
        CPPUNIT_ASSERT(server.isClosed());
    }

    void tellsFloodsOfChangesInPieces()
    {
        TestServer server;
        for (int i = 0; i < 2500; ++i)
            server.account.deliver("INBOX", "x\r\n");
        server.connect();
        server.net().mark = 1'000;
        server.talk(kBegin);
        server.talk("a3 IDLE\r\n");
        for (std::uint32_t uid = 1; uid <= 2500; ++uid)
            server.account.setFlags("INBOX", uid, KC_FLAG_SEEN);
        server.net().settle();
        const std::string said = server.take();
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{2500}, std::count(said.begin(), said.end(), '\n'));
        CPPUNIT_ASSERT(server.net().largestQueue < 100'000);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionTest);

} // namespace kc::imap::test
