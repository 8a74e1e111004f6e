// SPDX-License-Identifier: Apache-2.0
// Until login: greeting, capabilities, passwords, SASL, STLS, faults, limits.
#include "Assertions.h"

namespace kc::pop3::test
{

namespace
{

const std::string kPlainAnn = "AGFubgBzZWNyZXQ="; // NUL ann NUL secret

} // namespace

class LoginTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LoginTest);
    CPPUNIT_TEST(announcesWhatWorks);
    CPPUNIT_TEST(takesNameAndPassword);
    CPPUNIT_TEST(refusesWrongOnesAlikeAndLater);
    CPPUNIT_TEST(takesSaslPlain);
    CPPUNIT_TEST(refusesSaslThatIsWrong);
    CPPUNIT_TEST(letsAdministratorsActForOthers);
    CPPUNIT_TEST(aFaultIsNeverAWrongPassword);
    CPPUNIT_TEST(takesPasswordsInPlainTextFromHereOnlyIfToldSo);
    CPPUNIT_TEST(forgetsPlainTextAtStls);
    CPPUNIT_TEST(hasNoStlsWithoutCertificate);
    CPPUNIT_TEST(turnsAwayOneConnectionTooMany);
    CPPUNIT_TEST_SUITE_END();

public:
    void announcesWhatWorks()
    {
        TestServer server{{{"server_hostname_greeting", "yes"}, {"server_hostname", "mx.test"}}};
        assertEqual("+OK mx.test POP3 server ready\r\n", server.connect());
        const std::string rows = "+OK Capabilities follow\r\nTOP\r\nUIDL\r\nRESP-CODES\r\n"
                                 "AUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\nUTF8 USER\r\n"
                                 "USER\r\nSASL PLAIN\r\nIMPLEMENTATION KC\r\n.\r\n";
        assertEqual(rows, server.talk("CAPA\r\n"));
        assertStarts("+OK", server.talk("utf8\r\n"));
        server.talk("user ann\r\npass secret\r\n");
        assertEqual(rows, server.talk("capa\r\n"));
        assertStarts("-ERR", server.talk("UTF8\r\n"));
    }

    void takesNameAndPassword()
    {
        TestServer server;
        server.inbox.add("Subject: a\r\n\r\n");
        server.connect("192.0.2.9");
        assertStarts("-ERR", server.talk("STAT\r\n"));
        assertStarts("-ERR", server.talk("PASS secret\r\n"));
        assertEqual("+OK Send the password\r\n", server.talk("USER ann\r\n"));
        assertEqual("+OK 1 messages (14 octets)\r\n", server.talk("PASS secret\r\n"));
        assertEqual("ann", server.net().user);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{600'000'000'000}, server.net().timeout);
        CPPUNIT_ASSERT(logHas(server, "POP3 login"));
        assertStarts("-ERR", server.talk("USER ann\r\n"));
    }

    void refusesWrongOnesAlikeAndLater()
    {
        TestServer server{{{"pop3_max_fail_logins", "5"}}};
        server.connect();
        const std::string refusal = "-ERR [AUTH] Wrong user name or password\r\n";
        for (const auto& [user, password] :
             {std::pair{"ann", "wrong"}, {"nobody", "secret"}, {"shared", "secret"}, {"ann", ""}})
        {
            assertEqual("+OK Send the password\r\n",
                        server.talk("USER " + std::string{user} + "\r\n"));
            assertEqual(refusal, server.talk("PASS " + std::string{password} + "\r\n"));
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, server.net().pauses.size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1'000'000'000}, server.net().pauses.front());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2'000'000'000}, server.net().pauses.back());
        CPPUNIT_ASSERT(!server.isClosed());
        assertStarts("-ERR", server.talk("PASS secret\r\n")); // the name is forgotten
        CPPUNIT_ASSERT(server.isClosed());
        CPPUNIT_ASSERT(logHas(server, "POP3 login refused"));
        CPPUNIT_ASSERT(!logHas(server, "secret"));
    }

    void takesSaslPlain()
    {
        for (const std::string& talk :
             {"AUTH PLAIN " + kPlainAnn + "\r\n", "auth plain\r\n" + kPlainAnn + "\r\n",
              std::string{"AUTH PLAIN YW5uAGFubgBzZWNyZXQ=\r\n"}}) // ann acts for ann
        {
            TestServer server;
            server.connect();
            const std::string said = server.talk(talk);
            CPPUNIT_ASSERT_MESSAGE(said, has(said, "+OK 0 messages (0 octets)\r\n"));
            CPPUNIT_ASSERT_EQUAL(!has(talk, " " + kPlainAnn) && !has(talk, "YW5u"),
                                 said.starts_with("+ \r\n"));
        }
    }

    void refusesSaslThatIsWrong()
    {
        const std::string tooLong(20'000, 'A');
        for (const std::string& talk :
             {std::string{"AUTH\r\n"}, std::string{"AUTH CRAM-MD5\r\n"},
              std::string{"AUTH PLAIN =\r\n"}, std::string{"AUTH PLAIN !\r\n"},
              std::string{"AUTH PLAIN\r\n*\r\n"}, "AUTH PLAIN\r\n" + tooLong + "\r\n",
              std::string{"AUTH PLAIN Ym9iAGFubgBzZWNyZXQ=\r\n"}}) // ann acts for bob
        {
            TestServer server;
            server.connect();
            const std::string said = server.talk(talk);
            CPPUNIT_ASSERT_MESSAGE(talk.substr(0, 50), has(said, "-ERR"));
            CPPUNIT_ASSERT(!has(said, "+OK"));
            assertStarts("-ERR Not allowed", server.talk("STAT\r\n"));
            assertStarts("+OK", server.talk("CAPA\r\n"));
        }
    }

    void letsAdministratorsActForOthers()
    {
        TestServer server;
        server.connect();
        // shared NUL root NUL secret, and a user who is not there
        assertStarts("-ERR [AUTH] You may not", server.talk("AUTH PLAIN eHgAcm9vdABzZWNyZXQ=\r\n"));
        assertStarts("+OK 0", server.talk("AUTH PLAIN c2hhcmVkAHJvb3QAc2VjcmV0\r\n"));
        assertEqual("shared", server.net().user);
        CPPUNIT_ASSERT(logHas(server, "admin=root"));
    }

    void aFaultIsNeverAWrongPassword()
    {
        const std::string later =
            "-ERR [SYS/TEMP] The server cannot do that now, try again later\r\n";
        TestServer server;
        server.inbox.add("x");
        server.connect();
        server.auth.isDown = true;
        assertEqual(later, server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        server.auth.isDown = false;
        server.directory.isDown = true;
        assertEqual(later, server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        server.directory.isDown = false;
        for (const char* function : {"account", "mailbox", "list"})
        {
            server.inbox.failing = function;
            assertEqual(later, server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        }
        CPPUNIT_ASSERT(server.net().pauses.empty());
        CPPUNIT_ASSERT(logHas(server, "POP3 command failed"));
        assertStarts("+OK 1 ", server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        server.inbox.failing = "open";
        assertEqual(later, server.talk("RETR 1\r\n"));
        assertStarts("+OK", server.talk("RETR 1\r\n"));
    }

    void takesPasswordsInPlainTextFromHereOnlyIfToldSo()
    {
        const std::map<std::string, std::string> options{{"disable_plaintext_auth", "yes"}};
        TestServer far{options};
        far.connect("192.0.2.9");
        CPPUNIT_ASSERT(!has(far.talk("CAPA\r\n"), "USER\r\nSASL"));
        for (const char* talk : {"USER ann\r\n", "AUTH PLAIN\r\n"})
            assertStarts("-ERR Passwords are taken on encrypted", far.talk(talk));
        TestServer near{options};
        near.connect("::1");
        assertStarts("+OK", near.talk("USER ann\r\n"));
    }

    void forgetsPlainTextAtStls()
    {
        TestServer server{{{"ssl_certificate_file", "c.pem"},
                           {"ssl_private_key_file", "k.pem"},
                           {"disable_plaintext_auth", "yes"}}};
        server.connect("192.0.2.9");
        CPPUNIT_ASSERT(has(server.talk("CAPA\r\n"), "STLS\r\n"));
        assertEqual("+OK Begin TLS\r\n", server.talk("STLS\r\nUSER ann\r\nPASS secret\r\n"));
        CPPUNIT_ASSERT(server.net().isTls);
        assertStarts("-ERR Say USER", server.talk("PASS secret\r\n"));
        CPPUNIT_ASSERT(!has(server.talk("CAPA\r\n"), "STLS"));
        assertStarts("-ERR TLS is spoken", server.talk("STLS\r\n"));
        assertStarts("+OK 0", server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        assertStarts("-ERR Not allowed", server.talk("STLS\r\n"));
    }

    void hasNoStlsWithoutCertificate()
    {
        TestServer server;
        server.connect();
        assertStarts("-ERR There is no TLS", server.talk("STLS\r\n"));
        CPPUNIT_ASSERT(!server.net().isTls);
    }

    void turnsAwayOneConnectionTooMany()
    {
        TestServer server;
        server.connect();
        server.net().welcome = KC_EBUSY;
        assertStarts("-ERR [IN-USE]", server.talk("AUTH PLAIN " + kPlainAnn + "\r\n"));
        CPPUNIT_ASSERT(server.isClosed());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LoginTest);

} // namespace kc::pop3::test
