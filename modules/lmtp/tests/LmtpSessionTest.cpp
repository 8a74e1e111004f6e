// SPDX-License-Identifier: Apache-2.0
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/test/fake_net.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::lmtp::test
{

class LmtpSessionTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LmtpSessionTest);
    CPPUNIT_TEST(listensAsConfigured);
    CPPUNIT_TEST(answersAPieceOfInputInOneWrite);
    CPPUNIT_TEST(waitsWhenTheQueueIsFull);
    CPPUNIT_TEST(closesAfterGoodbye);
    CPPUNIT_TEST(announcesTheConfiguredSize);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _kernel.offer<Directory>(_directory);
        _kernel.offer<Store>(_mailboxes);
        _kernel.offer<Mail>(_mail);
        _kernel.load(kc_module_entry(),
                     {{"lmtp_listen", "127.0.0.1:2003"}, {"lmtp_idle_timeout", "7"}});
        _client.emplace(_kernel, _net.listener());
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _client->open({"127.0.0.1"}));
    }

    void listensAsConfigured()
    {
        CPPUNIT_ASSERT(view(_net.listener().addresses) == "127.0.0.1:2003");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7'000'000'000}, _net.listener().timeout);
    }

    void answersAPieceOfInputInOneWrite()
    {
        CPPUNIT_ASSERT(_client->take().starts_with("220 "));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7'000'000'000}, _client->timeout);
        const std::size_t before = _client->writes;
        const std::string said =
            _client->talk("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<demo>\r\nDATA\r\n");
        CPPUNIT_ASSERT_EQUAL(before + 1, _client->writes);
        CPPUNIT_ASSERT(said.ends_with("CRLF>.<CRLF>\r\n"));
        CPPUNIT_ASSERT(_client->talk("x\r\n.\r\n").ends_with("250 2.1.5 <demo> Ok\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _mail.deliveries.size());
    }

    void waitsWhenTheQueueIsFull()
    {
        std::string many;
        for (int i = 0; i < 20'000; ++i)
            many += "NOOP\r\n";
        _client->mark = 0;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_CONTINUE}, _client->input(many));
        CPPUNIT_ASSERT(_client->waiting() > 0 && _client->waiting() < many.size());
        CPPUNIT_ASSERT(_client->largestQueue < 70'000);
    }

    void closesAfterGoodbye()
    {
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, _client->input("QUIT\r\nNOOP\r\n"));
        CPPUNIT_ASSERT(_client->isFinished);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, _client->waiting());
        kc::test::FakeConnection slow{_kernel, _net.listener()}, late{_kernel, _net.listener()};
        (void)slow.open();
        slow.expire();
        CPPUNIT_ASSERT(slow.take().find("\r\n421 4.4.2 ") != std::string::npos);
        (void)late.open();
        late.drain();
        CPPUNIT_ASSERT(late.take().find("\r\n421 4.3.2 ") != std::string::npos);
    }

    void announcesTheConfiguredSize()
    {
        CPPUNIT_ASSERT(_client->talk("LHLO c\r\n").ends_with("250 SIZE 67108864\r\n"));
    }

private:
    KnownUsers _directory;
    KnownMailboxes _mailboxes;
    KeptMail _mail;
    kc::test::FakeKernel _kernel;
    kc::test::FakeNet _net{_kernel};
    std::optional<kc::test::FakeConnection> _client;
};

CPPUNIT_TEST_SUITE_REGISTRATION(LmtpSessionTest);

} // namespace kc::lmtp::test
