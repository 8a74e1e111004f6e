// SPDX-License-Identifier: Apache-2.0
#include "TraceHeaders.h"

#include <cppunit/extensions/HelperMacros.h>
#include <cstdlib>
#include <ctime>

namespace kc::lmtp
{

class TraceHeadersTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(TraceHeadersTest);
    CPPUNIT_TEST(writesBothFields);
    CPPUNIT_TEST(writesTheLocalTimeZone);
    CPPUNIT_TEST_SUITE_END();

public:
    void tearDown() override
    {
        unsetenv("TZ");
        tzset();
    }

    void writesBothFields()
    {
        setZone("UTC0");
        std::string text;
        appendTrace(text, {"a@b", "client", "", "mx", 1'795'359'795});
        CPPUNIT_ASSERT_EQUAL(std::string{"Return-Path: <a@b>\r\nReceived: from client (unix)\r\n"
                                         "\tby mx (kopano-dagent) with LMTP;\r\n"
                                         "\tSun, 22 Nov 2026 15:03:15 +0000\r\n"},
                             text);
    }

    void writesTheLocalTimeZone()
    {
        setZone("XST-5:30");
        CPPUNIT_ASSERT_EQUAL(std::string{"Sun, 22 Nov 2026 20:33:15 +0530"},
                             dateTime(1'795'359'795));
        setZone("YST3:30");
        CPPUNIT_ASSERT_EQUAL(std::string{"Sun, 22 Nov 2026 11:33:15 -0330"},
                             dateTime(1'795'359'795));
    }

private:
    static void setZone(const char* zone)
    {
        setenv("TZ", zone, 1);
        tzset();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TraceHeadersTest);

} // namespace kc::lmtp
