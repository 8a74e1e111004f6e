// SPDX-License-Identifier: Apache-2.0
// How long answers to wrong passwords wait.
#include <kc/login_delay.hpp>

#include <cppunit/extensions/HelperMacros.h>

using namespace std::chrono_literals;
using kc::LoginDelay;

class LoginDelayTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LoginDelayTest);
    CPPUNIT_TEST(doublesUpToItsLimit);
    CPPUNIT_TEST(tellsUsersAndAddressesApart);
    CPPUNIT_TEST(forgetsAfterSuccessAndAfterAWhile);
    CPPUNIT_TEST(staysRightWhenItIsFlooded);
    CPPUNIT_TEST_SUITE_END();

public:
    void doublesUpToItsLimit()
    {
        LoginDelay delay;
        for (const auto expected : {1s, 2s, 4s, 8s, 15s, 15s})
            CPPUNIT_ASSERT(delay.failed("ann", "192.0.2.1", _now) == expected);
    }

    void tellsUsersAndAddressesApart()
    {
        LoginDelay delay;
        CPPUNIT_ASSERT(delay.failed("ann", "192.0.2.1", _now) == 1s);
        CPPUNIT_ASSERT(delay.failed("ann", "192.0.2.2", _now) == 1s);
        CPPUNIT_ASSERT(delay.failed("bob", "192.0.2.1", _now) == 1s);
        CPPUNIT_ASSERT(delay.failed("ann", "192.0.2.1", _now) == 2s);
    }

    void forgetsAfterSuccessAndAfterAWhile()
    {
        LoginDelay delay;
        delay.failed("ann", "", _now);
        delay.succeeded("bob", "");
        CPPUNIT_ASSERT(delay.failed("ann", "", _now) == 2s);
        delay.succeeded("ann", "");
        CPPUNIT_ASSERT(delay.failed("ann", "", _now) == 1s);
        CPPUNIT_ASSERT(delay.failed("ann", "", _now + 14min) == 2s);
        CPPUNIT_ASSERT(delay.failed("ann", "", _now + 30min) == 1s);
    }

    void staysRightWhenItIsFlooded()
    {
        LoginDelay delay;
        for (int i = 0; i < 100'000; ++i)
            CPPUNIT_ASSERT(delay.failed(std::to_string(i), "", _now + i * 1us) == 1s);
        CPPUNIT_ASSERT(delay.failed("99999", "", _now + 1s) == 2s);
    }

private:
    LoginDelay::Clock::time_point _now = LoginDelay::Clock::now();
};

CPPUNIT_TEST_SUITE_REGISTRATION(LoginDelayTest);
