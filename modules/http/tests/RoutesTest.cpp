// SPDX-License-Identifier: Apache-2.0
#include "Routes.h"
#include "Target.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::httpd;

class RoutesTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(RoutesTest);
    CPPUNIT_TEST(findsTheLongestRouteUnderAnyPrefix);
    CPPUNIT_TEST(refusesRoutesThatAreTakenOrMisshapen);
    CPPUNIT_TEST(takesTargetsApart);
    CPPUNIT_TEST(refusesTargetsThatMeanAnotherPath);
    CPPUNIT_TEST_SUITE_END();

    static Route routeAt(const char* path) { return {path, Login::Needed, nullptr, nullptr}; }

    void findsTheLongestRouteUnderAnyPrefix()
    {
        Routes routes;
        for (const char* path : {"/jmap", "/.well-known/jmap", "/healthz", "/jmap/api/x"})
            CPPUNIT_ASSERT(routes.add(routeAt(path)).ok());

        struct Case
        {
            const char *path, *route, *prefix, *rest;
        };

        const Case cases[]{{"/jmap", "/jmap", "", ""},
                           {"/jmap/", "/jmap", "", "/"},
                           {"/kopano/jmap/api", "/jmap", "/kopano", "/api"},
                           {"/a/b/jmap/api/x/y", "/jmap/api/x", "/a/b", "/y"},
                           {"/.well-known/jmap", "/.well-known/jmap", "", ""},
                           {"/z1/.well-known/jmap", "/.well-known/jmap", "/z1", ""},
                           {"/jmap/jmap", "/jmap", "", "/jmap"},
                           {"/jmapx/jmap", "/jmap", "/jmapx", ""}};
        for (const Case& c : cases)
        {
            const auto match = routes.match(c.path);
            CPPUNIT_ASSERT_MESSAGE(c.path, match.has_value());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.path, std::string{c.route}, match->route->path);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.path, std::string{c.prefix}, std::string{match->prefix});
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.path, std::string{c.rest}, std::string{match->rest});
        }
        for (const char* path : {"/", "/jmapx", "/xjmap", "/kopano", "jmap", "/JMAP"})
            CPPUNIT_ASSERT_MESSAGE(path, !routes.match(path));
    }

    void refusesRoutesThatAreTakenOrMisshapen()
    {
        Routes routes;
        CPPUNIT_ASSERT(routes.add(routeAt("/a")).ok());
        CPPUNIT_ASSERT(routes.add(routeAt("/a")) == KC_EEXISTS);
        for (const char* path : {"", "a", "/a/", "/"})
            CPPUNIT_ASSERT_MESSAGE(path, routes.add(routeAt(path)) == KC_EINVAL);
    }

    void takesTargetsApart()
    {
        const auto whole = parseTarget("http://host:236/kopano/jmap?a=%20&b");
        CPPUNIT_ASSERT(whole.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string{"host:236"}, whole->authority);
        CPPUNIT_ASSERT_EQUAL(std::string{"/kopano/jmap"}, whole->path);
        CPPUNIT_ASSERT_EQUAL(std::string{"a=%20&b"}, whole->query);
        CPPUNIT_ASSERT_EQUAL(std::string{"/"}, parseTarget("http://host?q")->path);
        CPPUNIT_ASSERT_EQUAL(std::string{"/a"}, parseTarget("/a")->path);
        CPPUNIT_ASSERT_EQUAL(std::string{"*"}, parseTarget("*")->path);
        CPPUNIT_ASSERT_EQUAL(std::string{"/a b"}, decodePath("/a%20b").value());
    }

    void refusesTargetsThatMeanAnotherPath()
    {
        for (const char* text :
             {"", "a", "host:443", "//../x", "/..", "/a/../b", "/a/%2e%2E/b", "/a/.", "/%", "/%1",
              "/%zz", "/%00", "/a#b", "/a\\b", "http:///a", "http://us@er/a", "ftp://host/"})
            CPPUNIT_ASSERT_MESSAGE(text, !parseTarget(text));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RoutesTest);
