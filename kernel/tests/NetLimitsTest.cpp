// SPDX-License-Identifier: Apache-2.0
// Limits of kc.net/1: how many connections, how long they may wait; both sides of each line.
#include "NetScript.h"

using namespace kc::kernel;
using namespace kc::kernel::test;

namespace
{

/// "user NAME" logs in and answers with the outcome; everything else comes back.
kc_status logInOrEcho(Session& session, kc::sv bytes, std::size_t& used)
{
    if (!bytes.starts_with("user "))
        return echo(session, bytes, used);
    used = bytes.size();
    const kc_status status =
        NetService::table().authenticated(session.connection, kc::str(bytes.substr(5)));
    return session.write(status == KC_EBUSY ? "busy" : "here");
}

NetLimits limitsOf(std::size_t perAddress, std::size_t beforeLogin, std::size_t perUser)
{
    NetLimits limits;
    limits.perAddress = perAddress;
    limits.beforeLogin = beforeLogin;
    limits.perUser = perUser;
    return limits;
}

std::string logIn(const Client& client, const std::string& user)
{
    client.send("user " + user);
    return client.read(4);
}

bool isServed(const Client& client)
{
    client.send("x");
    return client.read(1) == "x";
}

} // namespace

class NetLimitsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NetLimitsTest);
    CPPUNIT_TEST(turnsAwayWithWordsThatArrive);
    CPPUNIT_TEST(limitsAnAddressBeforeLogin);
    CPPUNIT_TEST(limitsAnAddress);
    CPPUNIT_TEST(limitsAUser);
    CPPUNIT_TEST(countsNoLoginWhereThereIsNone);
    CPPUNIT_TEST(endsTheTimeToLogInOfABusyClient);
    CPPUNIT_TEST(closesASlowReader);
    CPPUNIT_TEST(wakesLaterAndMeanwhileReadsNothing);
    CPPUNIT_TEST(takesAWakeBack);
    CPPUNIT_TEST(drainsAPausedSession);
    CPPUNIT_TEST(lingersForAClientThatStillTalks);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override { _script.input = logInOrEcho; }

    void turnsAwayWithWordsThatArrive()
    {
        kc_listen listen{};
        listen.busy = kc::str("sorry\n");
        Server server{_script, listen};
        server.net().setLimits(limitsOf(1, 100, 50));
        const Client first = server.client();
        CPPUNIT_ASSERT(isServed(first));
        for (int i = 0; i < 3; ++i)
        {
            const Client second = server.client();
            second.send("I talk first");
            CPPUNIT_ASSERT_EQUAL(std::string{"sorry\n"}, second.read(100));
        }
        CPPUNIT_ASSERT(isServed(first));
        CPPUNIT_ASSERT_EQUAL(1, _script.opened.load());
    }

    void limitsAnAddressBeforeLogin()
    {
        Server server{_script};
        server.net().setLimits(limitsOf(100, 2, 50));
        const Client first = server.client();
        const Client second = server.client();
        CPPUNIT_ASSERT(isServed(first) && isServed(second));
        CPPUNIT_ASSERT(server.client().isClosed());
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(first, "ann"));
        const Client third = server.client();
        CPPUNIT_ASSERT(isServed(third));
        CPPUNIT_ASSERT(server.client().isClosed());
    }

    void limitsAnAddress()
    {
        Server server{_script};
        server.net().setLimits(limitsOf(2, 2, 50));
        auto first = std::make_unique<Client>(server.client());
        const Client second = server.client();
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(*first, "ann"));
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(second, "bob"));
        CPPUNIT_ASSERT(server.client().isClosed());
        first.reset();
        _script.closes.acquire();
        const Client third = server.client();
        CPPUNIT_ASSERT(isServed(third));
    }

    void limitsAUser()
    {
        Server server{_script};
        server.net().setLimits(limitsOf(100, 100, 2));
        auto first = std::make_unique<Client>(server.client());
        const Client second = server.client();
        const Client third = server.client();
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(*first, "ann"));
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(second, "ann"));
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(second, "ann")); // counts once
        CPPUNIT_ASSERT_EQUAL(std::string{"busy"}, logIn(third, "ann"));
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(second, "bob")); // ann no more
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(third, "ann"));
        const Client fourth = server.client();
        CPPUNIT_ASSERT_EQUAL(std::string{"busy"}, logIn(fourth, "ann"));
        first->endOfStream();
        CPPUNIT_ASSERT(first->isClosed());
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(fourth, "ann"));
    }

    void countsNoLoginWhereThereIsNone()
    {
        kc_listen listen{};
        listen.flags = KC_LISTEN_NO_LOGIN;
        Server server{_script, listen};
        server.net().setLimits(limitsOf(3, 1, 50));
        const Client first = server.client();
        const Client second = server.client();
        const Client third = server.client();
        CPPUNIT_ASSERT(isServed(first) && isServed(second) && isServed(third));
        CPPUNIT_ASSERT(server.client().isClosed());
    }

    void endsTheTimeToLogInOfABusyClient()
    {
        _script.expire = [](Session& session) { session.write("late"); };
        kc_listen listen{};
        listen.login_timeout = 200 * kMillisecond;
        Server server{_script, listen};
        const Client user = server.client();
        CPPUNIT_ASSERT_EQUAL(std::string{"here"}, logIn(user, "ann"));
        const Client talker = server.client();
        const std::int64_t begin = monotonicNow();
        std::string got;
        while (got != "late" && monotonicNow() - begin < 20 * kSecond)
        {
            talker.send("abcd"); // never idle
            got = talker.read(4);
        }
        CPPUNIT_ASSERT_EQUAL(std::string{"late"}, got);
        CPPUNIT_ASSERT(monotonicNow() - begin >= 150 * kMillisecond);
        CPPUNIT_ASSERT(isServed(user));
    }

    void closesASlowReader()
    {
        _script.input = [](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            session.write(std::string(30'000'000, 'x')); // more than sockets hold
            return KC_OK;
        };
        kc_listen listen{};
        listen.send_timeout = 100 * kMillisecond;
        Server server{_script, listen, 3600 * kSecond};
        const Client reader = server.client();
        reader.send("go");
        CPPUNIT_ASSERT_EQUAL(std::size_t{30'000'000}, reader.read(30'000'000).size());
        const Client sleeper = server.client();
        sleeper.send("go");
        CPPUNIT_ASSERT(_script.closes.try_acquire_for(std::chrono::seconds{20}));
        CPPUNIT_ASSERT_EQUAL(1, _script.closed.load());
        CPPUNIT_ASSERT(sleeper.read(30'000'000).size() < 30'000'000);
    }

    void wakesLaterAndMeanwhileReadsNothing()
    {
        _script.input = [](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = 1;
            session.write(bytes.substr(0, 1));
            if (bytes.front() == 'p')
            {
                NetService::table().pause(session.connection);
                NetService::table().wake_after(session.connection, 100 * kMillisecond);
                return KC_OK;
            }
            return bytes.size() > 1 ? KC_CONTINUE : KC_OK;
        };
        _script.wake = [](Session& session) { return session.write("w"); };
        Server server{_script};
        const Client client = server.client();
        const std::int64_t begin = monotonicNow();
        client.send("apb");
        client.send("c");
        CPPUNIT_ASSERT_EQUAL(std::string{"apwbc"}, client.read(5));
        CPPUNIT_ASSERT(monotonicNow() - begin >= 100 * kMillisecond);
    }

    void takesAWakeBack()
    {
        std::atomic<int> wakes{0};
        _script.open = [](Session& session)
        {
            NetService::table().wake_after(session.connection, 50 * kMillisecond);
            NetService::table().wake_after(session.connection, 0);
            return KC_OK;
        };
        _script.wake = [&](Session&)
        {
            ++wakes;
            return KC_OK;
        };
        _script.expire = [](Session& session) { session.write("idle"); };
        Server server{_script, 150 * kMillisecond};
        CPPUNIT_ASSERT_EQUAL(std::string{"idle"}, server.client().read(4));
        CPPUNIT_ASSERT_EQUAL(0, wakes.load());
    }

    void drainsAPausedSession()
    {
        _script.input = [](Session& session, kc::sv, std::size_t& used) -> kc_status
        {
            used = 0;
            NetService::table().pause(session.connection);
            return session.write("p");
        };
        _script.drain = [](Session& session) { session.write("bye"); };
        Server server{_script};
        const Client client = server.client();
        client.send("x");
        CPPUNIT_ASSERT_EQUAL(std::string{"p"}, client.read(1));
        server.net().drain(monotonicNow() + 20 * kSecond);
        CPPUNIT_ASSERT_EQUAL(std::string{"bye"}, client.read(4));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.net().connections());
    }

    void lingersForAClientThatStillTalks()
    {
        const std::string last(100'000, 'z');
        _script.input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            session.write(last);
            NetService::table().finish(session.connection);
            return KC_OK;
        };
        Server server{_script};
        const Client client = server.client();
        client.send(std::string(100'000, 'q'));
        _script.closes.acquire(); // the session is gone, the socket is not
        client.send(std::string(100'000, 'q'));
        CPPUNIT_ASSERT(client.read(last.size() + 1) == last);
    }

private:
    Script _script;
};

CPPUNIT_TEST_SUITE_REGISTRATION(NetLimitsTest);
