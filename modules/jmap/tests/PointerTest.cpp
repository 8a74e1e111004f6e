// SPDX-License-Identifier: Apache-2.0
#include "Pointer.h"
#include "References.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;

class PointerTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(PointerTest);
    CPPUNIT_TEST(followsPointersAsTheRfcSays);
    CPPUNIT_TEST(pointsNowhere);
    CPPUNIT_TEST(mapsThroughArrays);
    CPPUNIT_TEST(copiesWithinItsBudget);
    CPPUNIT_TEST(replacesReferences);
    CPPUNIT_TEST(refusesReferencesThatCannotBeResolved);
    CPPUNIT_TEST_SUITE_END();

    struct Case
    {
        const char *path, *result;
    };

    static std::optional<Json> at(const Json& document, const char* path)
    {
        std::size_t budget = 100'000;
        return resolvePointer(document, path, budget);
    }

    // The document and the cases of RFC 6901 §5.
    const Json _document = Json::parse(
        R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");

    void followsPointersAsTheRfcSays()
    {
        const Case cases[]{{"/foo", R"(["bar","baz"])"},
                           {"/foo/0", "\"bar\""},
                           {"/", "0"},
                           {"/a~1b", "1"},
                           {"/c%d", "2"},
                           {"/e^f", "3"},
                           {"/g|h", "4"},
                           {"/i\\j", "5"},
                           {"/k\"l", "6"},
                           {"/ ", "7"},
                           {"/m~0n", "8"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_MESSAGE(c.path, at(_document, c.path) == Json::parse(c.result));
        CPPUNIT_ASSERT(at(_document, "") == _document);
    }

    void pointsNowhere()
    {
        for (const char* path :
             {"foo", "/bar", "/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/", "/foo/0/x", "/m~n",
              "/m~2n", "/foo/*/x", "/~", "/foo/1e0", "/foo/99999999999999999999999"})
            CPPUNIT_ASSERT_MESSAGE(path, !at(_document, path).has_value());
    }

    // RFC 8620 §3.7, among them its own example.
    void mapsThroughArrays()
    {
        const Json document = Json::parse(
            R"({"list":[{"id":"a","emails":["1","2"]},{"id":"b","emails":["3"]}],
                "nested":[[1,2],[3,[4]]],"empty":[],"*":"star"})");
        const Case cases[]{{"/list/*/id", R"(["a","b"])"},
                           {"/list/*/emails", R"(["1","2","3"])"},
                           {"/list/*/emails/*", R"(["1","2","3"])"},
                           {"/list/*/emails/0", R"(["1","3"])"},
                           {"/nested/*", "[1,2,3,[4]]"},
                           {"/nested/*/*", "[1,2,3,4]"},
                           {"/empty/*", "[]"},
                           {"/empty/*/id", "[]"},
                           {"/*", "\"star\""}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_MESSAGE(c.path, at(document, c.path) == Json::parse(c.result));
        CPPUNIT_ASSERT(!at(document, "/list/*/gone").has_value());
    }

    void copiesWithinItsBudget()
    {
        const Json document{{"a", std::string(1000, 'x')}};
        std::size_t budget = 2500;
        CPPUNIT_ASSERT(resolvePointer(document, "/a", budget).has_value());
        CPPUNIT_ASSERT(resolvePointer(document, "/a", budget).has_value());
        CPPUNIT_ASSERT(!resolvePointer(document, "/a", budget).has_value());
    }

    const Json _responses = Json::parse(
        R"([["Foo/query",{"ids":["p1","p2"]},"0"],["error",{"type":"x"},"1"],["Foo/get",{},"0"]])");

    std::string resolved(const char* text)
    {
        Json arguments = Json::parse(text);
        std::size_t budget = 100'000;
        const auto wrong = resolveReferences(arguments, _responses, budget);
        return wrong ? wrong->type : arguments.dump();
    }

    void replacesReferences()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"({"a":1,"ids":["p1","p2"],"one":"p2"})"},
            resolved(R"({"a":1,"#ids":{"resultOf":"0","name":"Foo/query","path":"/ids"},
                         "#one":{"resultOf":"0","name":"Foo/query","path":"/ids/1"}})"));
    }

    void refusesReferencesThatCannotBeResolved()
    {
        const Case cases[]{
            {R"({"#ids":{"resultOf":"9","name":"Foo/query","path":"/ids"}})",
             "invalidResultReference"},
            {R"({"#ids":{"resultOf":"0","name":"Foo/get","path":"/ids"}})",
             "invalidResultReference"},
            {R"({"#ids":{"resultOf":"1","name":"Foo/query","path":"/ids"}})",
             "invalidResultReference"},
            {R"({"#ids":{"resultOf":"0","name":"Foo/query","path":"/gone"}})",
             "invalidResultReference"},
            {R"({"#ids":{"resultOf":"0","name":"Foo/query"}})", "invalidResultReference"},
            {R"({"#ids":"0"})", "invalidResultReference"},
            {R"({"ids":[],"#ids":{"resultOf":"0","name":"Foo/query","path":"/ids"}})",
             "invalidArguments"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.path, std::string{c.result}, resolved(c.path));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PointerTest);
