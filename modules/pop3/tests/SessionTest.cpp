// SPDX-License-Identifier: Apache-2.0
// After login: what each command does, what a fault, a hostile client or a slow one meets.
#include "Assertions.h"

namespace kc::pop3::test
{

class SessionTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SessionTest);
    CPPUNIT_TEST(listsByNumberAndByUniqueId);
    CPPUNIT_TEST(keepsNumbersWhileOthersDeleteAndDeliver);
    CPPUNIT_TEST(deletesAtQuitOnly);
    CPPUNIT_TEST(saysSoWhenItCannotDelete);
    CPPUNIT_TEST(readsLargeMessagesInPieces);
    CPPUNIT_TEST(closesWhenAMessageBreaksOff);
    CPPUNIT_TEST(endsAfterTooManyWrongCommands);
    CPPUNIT_TEST(takesOnlyCrlfAsEndOfALine);
    CPPUNIT_TEST(refusesLinesBeyondTheLimit);
    CPPUNIT_TEST(answersPipelinesInOrder);
    CPPUNIT_TEST(saysNothingAtATimeOut);
    CPPUNIT_TEST(listensWhereOldAndNewOptionsSay);
    CPPUNIT_TEST_SUITE_END();

public:
    void listsByNumberAndByUniqueId()
    {
        TestServer server;
        for (const char* text : {"a\r\n", "bb\r\n", "ccc\r\n"})
            server.inbox.add(text);
        server.begin();
        server.talk("DELE 2\r\n");
        for (const auto& [command, answer] : std::initializer_list<std::pair<const char*, sv>>{
                 {"STAT", "+OK 2 8\r\n"},
                 {"LIST", "+OK 2 messages\r\n1 3\r\n3 5\r\n.\r\n"},
                 {"LIST 3", "+OK 3 5\r\n"},
                 {"UIDL", "+OK 2 messages\r\n1 77.1\r\n3 77.3\r\n.\r\n"},
                 {"UIDL 1", "+OK 1 77.1\r\n"},
                 {"LIST 2", "-ERR No such message\r\n"},
                 {"UIDL 4", "-ERR No such message\r\n"},
                 {"RETR 2", "-ERR No such message\r\n"},
                 {"DELE 2", "-ERR No such message\r\n"},
                 {"TOP 0 1", "-ERR No such message\r\n"},
                 {"LIST x", "-ERR No such message\r\n"},
                 {"TOP 1", "-ERR Syntax: TOP number lines\r\n"},
                 {"RETR", "-ERR Syntax: RETR number\r\n"},
                 {"LIST 1 2", "-ERR Syntax: one message number or none\r\n"},
                 {"STAT 1", "-ERR This command has no argument\r\n"},
                 {"NOOP", "+OK Nothing done\r\n"},
                 {"RSET", "+OK Nothing will be deleted\r\n"},
                 {"STAT", "+OK 3 12\r\n"}})
            assertEqual(std::string{answer}, server.talk(std::string{command} + "\r\n"));
    }

    void keepsNumbersWhileOthersDeleteAndDeliver()
    {
        TestServer server;
        server.inbox.add("a\r\n");
        server.inbox.add("b\r\n");
        server.begin();
        server.inbox.messages.erase(server.inbox.messages.begin());
        server.inbox.add("c\r\n");
        assertEqual("+OK 2 6\r\n", server.talk("STAT\r\n"));
        assertEqual("-ERR No such message any more\r\n", server.talk("RETR 1\r\n"));
        assertEqual("+OK 3 octets\r\nb\r\n.\r\n", server.talk("RETR 2\r\n"));
        assertStarts("-ERR", server.talk("RETR 3\r\n"));
        assertStarts("+OK", server.talk("DELE 1\r\n"));
        assertStarts("+OK Bye", server.talk("QUIT\r\n")); // gone already, as wanted
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server.inbox.messages.size());
    }

    void deletesAtQuitOnly()
    {
        TestServer server;
        for (int i = 0; i < 5; ++i)
            server.inbox.add("x\r\n");
        server.begin();
        server.talk("DELE 1\r\nDELE 2\r\nDELE 4\r\n");
        server.net().close();
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, server.inbox.messages.size());

        TestServer again;
        for (int i = 0; i < 5; ++i)
            again.inbox.add("x\r\n");
        again.begin();
        const std::string said =
            again.talk("DELE 5\r\nRSET\r\nDELE 1\r\nDELE 2\r\nDELE 4\r\nQUIT\r\n");
        CPPUNIT_ASSERT_MESSAGE(said, said.ends_with("\r\n+OK Bye, 3 messages deleted\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, again.inbox.messages.size());
        CPPUNIT_ASSERT_EQUAL(3U, again.inbox.messages.front().uid);
        CPPUNIT_ASSERT(logHas(again, "POP3 messages deleted"));
    }

    void saysSoWhenItCannotDelete()
    {
        for (const char* function : {"setFlags", "expunge", "list", "(mark)"})
        {
            TestServer server;
            server.inbox.add("x\r\n");
            server.begin();
            server.inbox.failing = function;
            server.inbox.keepsMarksOff = function == sv{"(mark)"};
            const std::string said = server.talk("DELE 1\r\nQUIT\r\n");
            CPPUNIT_ASSERT_MESSAGE(function + said, has(said, "\r\n-ERR [SYS/TEMP]"));
            CPPUNIT_ASSERT(server.isClosed());
            CPPUNIT_ASSERT(!logHas(server, "POP3 messages deleted"));
        }
    }

    void readsLargeMessagesInPieces()
    {
        std::string message = "Subject: large\r\n\r\n";
        while (message.size() < 3'000'000)
            message += ".line\r\n";
        TestServer server;
        server.inbox.add(message);
        server.begin();
        server.net().mark = 1;
        const std::string said = server.talk("RETR 1\r\n");
        CPPUNIT_ASSERT(said.ends_with("..line\r\n.\r\n"));
        CPPUNIT_ASSERT_MESSAGE(std::to_string(server.net().largestQueue),
                               server.net().largestQueue < 200 * 1024);
    }

    void closesWhenAMessageBreaksOff()
    {
        TestServer server;
        server.inbox.add(std::string(200'000, 'x'));
        server.begin();
        server.net().mark = 1;
        server.inbox.failing = "read";
        const std::string said = server.talk("RETR 1\r\n");
        CPPUNIT_ASSERT(!has(said, "\r\n.\r\n"));
        CPPUNIT_ASSERT(server.isClosed());
    }

    void endsAfterTooManyWrongCommands()
    {
        TestServer before;
        before.connect();
        before.talk("X\r\nX\r\n");
        CPPUNIT_ASSERT(!before.isClosed());
        before.talk("X\r\n");
        CPPUNIT_ASSERT(before.isClosed());

        TestServer after;
        after.begin();
        for (int i = 0; i < 19; ++i)
            after.talk("X\r\n");
        CPPUNIT_ASSERT(!after.isClosed());
        assertEqual("-ERR Unknown command\r\n", after.talk("X\r\nNOOP\r\n"));
        CPPUNIT_ASSERT(after.isClosed());
    }

    void takesOnlyCrlfAsEndOfALine()
    {
        using namespace std::string_literals;
        TestServer server;
        server.begin();
        for (const std::string& line :
             {"NOOP\nNOOP\r\n"s, "NOOP\rNOOP\r\n"s, "NOOP\0\r\n"s, "NOOP\r\r\n"s, "\nNOOP\r\n"s})
            assertEqual("-ERR Syntax error\r\n", server.talk(line));
        assertEqual("", server.talk("NOOP\r"));
        assertEqual("+OK Nothing done\r\n", server.talk("\n"));
    }

    void refusesLinesBeyondTheLimit()
    {
        TestServer server;
        server.begin();
        assertEqual("-ERR Line too long\r\n", server.talk(std::string(1'000'000, 'x')));
        assertEqual("+OK Nothing done\r\n", server.talk("RETR 1\r\nNOOP\r\n"));
        const std::string most = "NOOP" + std::string(4090, ' ') + "\r\n";
        assertEqual("+OK Nothing done\r\n", server.talk(most));
        assertEqual("-ERR Line too long\r\n", server.talk(" " + most));
    }

    void answersPipelinesInOrder()
    {
        TestServer server;
        server.inbox.add("a\r\n");
        server.begin();
        std::string commands, answers;
        for (int i = 0; i < 20'000; ++i)
        {
            commands += "STAT\r\nRETR 1\r\nDELE 1\r\nRSET\r\nLIST 1\r\n";
            answers += "+OK 1 3\r\n+OK 3 octets\r\na\r\n.\r\n+OK Message will be deleted by QUIT"
                       "\r\n+OK Nothing will be deleted\r\n+OK 1 3\r\n";
        }
        CPPUNIT_ASSERT(answers == server.talk(commands));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.inbox.messages.size());
    }

    void saysNothingAtATimeOut()
    {
        TestServer server;
        server.inbox.add("a\r\n");
        server.begin();
        server.talk("DELE 1\r\n");
        server.net().expire();
        assertEqual("", server.net().take());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.inbox.messages.size());
        TestServer draining;
        draining.begin();
        draining.net().drain();
        assertEqual("-ERR [SYS/TEMP] The server is going down\r\n", draining.net().take());
    }

    void listensWhereOldAndNewOptionsSay()
    {
        struct Row
        {
            std::map<std::string, std::string> options;
            std::string plain, tls;
        };
        const std::map<std::string, std::string> tls{{"ssl_certificate_file", "c.pem"},
                                                     {"ssl_private_key_file", "k.pem"}};
        for (Row row : std::vector<Row>{
                 {{}, "*%lo:110", ""},
                 {{{"pop3_listen", "127.0.0.1:1110"}}, "127.0.0.1:1110", ""},
                 {{{"pop3_enable", "yes"}}, "*:110", ""},
                 {{{"pop3_port", "2110"}}, "*:2110", ""},
                 {{{"pop3_port", "2110"}, {"pop3_listen", "*:3110"}}, "*:3110", ""},
                 {{{"pop3_enable", "no"}, {"pop3s_enable", "yes"}}, "", "*:995"},
                 {{{"pop3_listen", ""}, {"pop3s_enable", "yes"}, {"pop3s_port", "2995"}},
                  "",
                  "*:2995"},
                 {{{"pop3_listen", ""}, {"pop3s_listen", "*:3995"}}, "", "*:3995"}})
        {
            row.options.insert(tls.begin(), tls.end());
            TestServer server{row.options};
            CPPUNIT_ASSERT_EQUAL((row.plain.empty() ? 0U : 1U) + (row.tls.empty() ? 0U : 1U),
                                 static_cast<unsigned>(server.listeners().listeners()));
            if (!row.plain.empty())
                assertEqual(row.plain,
                            std::string{view(server.listeners().listener("pop3").addresses)});
            if (!row.tls.empty())
            {
                const kc_listen& listen = server.listeners().listener("pop3s");
                assertEqual(row.tls, std::string{view(listen.addresses)});
                CPPUNIT_ASSERT((listen.flags & KC_LISTEN_TLS) != 0 && listen.tls != nullptr);
            }
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionTest);

} // namespace kc::pop3::test
