// SPDX-License-Identifier: Apache-2.0
#include "Doubles.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/net.hpp>
#include <kc/test/fake_kernel.hpp>

extern "C" const kc_module* kc_module_entry();

struct kc_conn
{
    std::string sent;
    int writes = 0;
    bool isFinished = false;
    bool isFull = false;
    std::int64_t timeout = 0;
};

namespace kc::lmtp::test
{

/// A kernel's network that only remembers what was asked of it.
struct RememberedNet
{
    kc_listen spec{};

    static RememberedNet*& current()
    {
        static RememberedNet* net = nullptr;
        return net;
    }

    static const kc_net& table()
    {
        static constexpr kc_net kTable{sizeof(kc_net),
                                       [](kc_kernel*, const kc_listen* listen) -> kc_status
                                       {
                                           current()->spec = *listen;
                                           return KC_OK;
                                       },
                                       [](kc_conn* conn, const char* p, std::size_t n) -> kc_status
                                       {
                                           conn->sent.append(p, n);
                                           ++conn->writes;
                                           return conn->isFull ? KC_STOP : KC_OK;
                                       },
                                       [](kc_conn* conn) { conn->isFinished = true; },
                                       [](kc_conn*) {},
                                       [](kc_conn* conn, std::int64_t ns) { conn->timeout = ns; },
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr};
        return kTable;
    }
};

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
        RememberedNet::current() = &_net;
        _directory.serviceHost = _mail.serviceHost = _kernel.host();
        _kernel.offer(KC_NET, &RememberedNet::table(), nullptr);
        _kernel.offer(KC_DIRECTORY, &Directory::table(), &_directory);
        _kernel.offer(KC_MAIL, &Mail::table(), &_mail);
        _kernel.load(kc_module_entry(),
                     {{"lmtp_listen", "127.0.0.1:2003"}, {"lmtp_idle_timeout", "7"}});
    }

    void listensAsConfigured()
    {
        CPPUNIT_ASSERT(view(_net.spec.addresses) == "127.0.0.1:2003");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7'000'000'000}, _net.spec.timeout);
    }

    void answersAPieceOfInputInOneWrite()
    {
        open();
        CPPUNIT_ASSERT(_conn.sent.starts_with("220 "));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7'000'000'000}, _conn.timeout);
        _conn = {};
        (void)input("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<demo>\r\nDATA\r\n");
        CPPUNIT_ASSERT_EQUAL(1, _conn.writes);
        CPPUNIT_ASSERT(_conn.sent.ends_with("CRLF>.<CRLF>\r\n"));
        (void)input("x\r\n.\r\n");
        CPPUNIT_ASSERT(_conn.sent.ends_with("250 2.1.5 <demo> Ok\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _mail.deliveries.size());
        close();
    }

    void waitsWhenTheQueueIsFull()
    {
        open();
        std::string many;
        for (int i = 0; i < 20'000; ++i)
            many += "NOOP\r\n";
        _conn = {};
        _conn.isFull = true;
        std::size_t used = 0;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_CONTINUE}, input(many, &used));
        CPPUNIT_ASSERT(used > 0 && used < many.size() && _conn.sent.size() < 70'000);
        close();
    }

    void closesAfterGoodbye()
    {
        open();
        std::size_t used = 0;
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, input("QUIT\r\nNOOP\r\n", &used));
        CPPUNIT_ASSERT(_conn.isFinished);
        CPPUNIT_ASSERT_EQUAL(std::size_t{12}, used);
        close();
        open();
        _net.spec.protocol->expire(_session, _kernel.context().get());
        CPPUNIT_ASSERT(_conn.sent.find("\r\n421 4.4.2 ") != std::string::npos);
        close();
        open();
        _net.spec.protocol->drain(_session, _kernel.context().get());
        CPPUNIT_ASSERT(_conn.sent.find("\r\n421 4.3.2 ") != std::string::npos);
        close();
    }

    void announcesTheConfiguredSize()
    {
        open();
        (void)input("LHLO c\r\n");
        CPPUNIT_ASSERT(_conn.sent.ends_with("250 SIZE 67108864\r\n"));
        close();
    }

private:
    void open()
    {
        _conn = {};
        const kc_peer peer{sizeof peer, str("127.0.0.1"), 4711, 0, -1, str(""), str("s1"), 0};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK},
                             _net.spec.protocol->open(_net.spec.self, _kernel.context().get(),
                                                      &_conn, &peer, &_session));
    }

    kc_status input(sv bytes, std::size_t* used = nullptr)
    {
        std::size_t count = 0;
        const kc_status status =
            _net.spec.protocol->input(_session, _kernel.context().get(), str(bytes), &count);
        if (used != nullptr)
            *used = count;
        return status;
    }

    void close()
    {
        _net.spec.protocol->close(_session);
    }

    RememberedNet _net;
    kc_conn _conn;
    KnownUsers _directory;
    KeptMail _mail;
    void* _session = nullptr;
    kc::test::FakeKernel _kernel;
};

CPPUNIT_TEST_SUITE_REGISTRATION(LmtpSessionTest);

} // namespace kc::lmtp::test
