// SPDX-License-Identifier: Apache-2.0
#include "ServerUrl.h"

#include "Failure.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class ServerUrlTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(ServerUrlTest);
    CPPUNIT_TEST(readsSockets);
    CPPUNIT_TEST(readsHttp);
    CPPUNIT_TEST(refusesWhatItCannotReach);
    CPPUNIT_TEST_SUITE_END();

    void readsSockets()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"/var/run/kopano/server.sock"},
                             ServerUrl::parse("default:").path);
        CPPUNIT_ASSERT_EQUAL(std::string{"/tmp/a b"}, ServerUrl::parse("file:///tmp/a b").path);
        CPPUNIT_ASSERT_EQUAL(std::string{"/tmp/s"}, ServerUrl::parse("/tmp/s").path);
        CPPUNIT_ASSERT_EQUAL(std::string{"localhost"}, ServerUrl::parse("/tmp/s").authority());
    }

    void readsHttp()
    {
        struct Case
        {
            const char *text, *authority, *prefix;
        };

        const Case cases[]{{"http://localhost:236/", "localhost:236", ""},
                           {"http://localhost", "localhost:236", ""},
                           {"http://h:10236/kopano", "h:10236", "/kopano"},
                           {"http://h/a/b//", "h:236", "/a/b"},
                           {"http://[::1]:80/", "[::1]:80", ""},
                           {"https://name-or-ip-address:237", "name-or-ip-address:237", ""},
                           {"https://h/kopano", "h:237", "/kopano"},
                           {"http://[::1]", "[::1]:236", ""}};
        for (const Case& c : cases)
        {
            const ServerUrl url = ServerUrl::parse(c.text);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, std::string{c.authority}, url.authority());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, std::string{c.prefix}, url.prefix);
            CPPUNIT_ASSERT(!url.isUnix());
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}.starts_with("https"), url.isTls);
        }
        CPPUNIT_ASSERT_EQUAL(std::string{"::1"}, ServerUrl::parse("http://[::1]").host);
    }

    void refusesWhatItCannotReach()
    {
        for (const char* text :
             {"https://", "https://h:x/", "ftp://h/", "h:236", "file://relative", "http://",
              "http://:5/", "http://h:0/", "http://h:65536/", "http://h:x/", "http://[::1/",
              "http://u@h/", "http://h/a?b", "http://h/a b"})
            CPPUNIT_ASSERT_THROW_MESSAGE(text, ServerUrl::parse(text), Failure);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ServerUrlTest);
