// SPDX-License-Identifier: Apache-2.0
#include "Networks.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::monitoring;
using kc::sv;

class NetworksTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(NetworksTest);
    CPPUNIT_TEST(knowsWhatIsInside);
    CPPUNIT_TEST(refusesWhatIsNoNetwork);
    CPPUNIT_TEST(holdsNobodyWhenEmpty);
    CPPUNIT_TEST_SUITE_END();

    static Networks of(sv word) { return Networks{{&word, 1}}; }

    void knowsWhatIsInside()
    {
        struct Case
        {
            sv network, inside, outside;
        };
        for (const Case& each :
             {Case{"127.0.0.0/8", "127.255.255.255", "128.0.0.0"},
              Case{"127.0.0.0/8", "::ffff:127.0.0.1", "::7f00:1"},
              Case{"192.0.2.1", "192.0.2.1", "192.0.2.0"},
              Case{"192.0.2.128/25", "192.0.2.129", "192.0.2.127"},
              Case{"192.0.2.4/31", "192.0.2.5", "192.0.2.6"},
              Case{"0.0.0.0/0", "203.0.113.9", "2001:db8::1"},
              Case{"::/0", "2001:db8::1", "not an address"}, Case{"::1", "::1", "::2"},
              Case{"2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"}})
        {
            const std::string message{each.network};
            CPPUNIT_ASSERT_MESSAGE(message, of(each.network).contain(each.inside));
            CPPUNIT_ASSERT_MESSAGE(message, !of(each.network).contain(each.outside));
        }
    }

    void refusesWhatIsNoNetwork()
    {
        for (const sv word : {"", "localhost", "127.0.0.1/33", "::1/129", "127.0.0.1/", "1.2.3/8",
                              "127.0.0.1/8x", "127.0.0.1/-1", "/8", "*"})
            CPPUNIT_ASSERT_THROW_MESSAGE(std::string{word}, of(word), kc::Fault);
    }

    void holdsNobodyWhenEmpty()
    {
        CPPUNIT_ASSERT(!Networks{{}}.contain("127.0.0.1"));
        CPPUNIT_ASSERT(!Networks{{}}.contain(""));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NetworksTest);
