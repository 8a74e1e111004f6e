// SPDX-License-Identifier: Apache-2.0
#include "Json.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap;

class JsonTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(JsonTest);
    CPPUNIT_TEST(refusesWhatIsNotIJson);
    CPPUNIT_TEST(boundsDepth);
    CPPUNIT_TEST(rendersBrokenUtf8);
    CPPUNIT_TEST(weighsWithoutFollowingTooDeep);
    CPPUNIT_TEST_SUITE_END();

    void refusesWhatIsNotIJson()
    {
        for (const char* good : {"1", "{}", "[]", R"({"a":1,"b":{"a":2}})", R"([{"a":1},{"a":1}])",
                                 R"("ä")", R"("😀")", " null "})
            CPPUNIT_ASSERT_MESSAGE(good, parseJson(good).has_value());
        for (const char* bad :
             {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"a\":2}}",
              "{\"a\":1,\"\\u0061\":2}", "\"\xFF\"", "\"\xC0\x80\"", "\"\\ud83d\"", "nul", "1 2",
              "'a'", "{a:1}", "// x\n1", "\xEF\xBB\xBF\xEF\xBB\xBF{}", "NaN", "1e999"})
            CPPUNIT_ASSERT_MESSAGE(bad, !parseJson(bad).has_value());
    }

    void boundsDepth()
    {
        const auto nested = [](std::size_t depth)
        { return std::string(depth, '[') + std::string(depth, ']'); };
        CPPUNIT_ASSERT(parseJson(nested(kMaxJsonDepth)).has_value());
        CPPUNIT_ASSERT(!parseJson(nested(kMaxJsonDepth + 1)).has_value());
        CPPUNIT_ASSERT(!parseJson(std::string(10'000'000, '[')).has_value());
    }

    void rendersBrokenUtf8()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"\"a\xEF\xBF\xBD\""}, render(Json("a\xFF")));
    }

    void weighsWithoutFollowingTooDeep()
    {
        CPPUNIT_ASSERT(weigh(Json{{"a", std::string(100, 'x')}}, 200).has_value());
        CPPUNIT_ASSERT(!weigh(Json{{"a", std::string(200, 'x')}}, 200).has_value());
        Json deep = Json::array();
        for (std::size_t i = 1; i < kMaxJsonDepth; ++i)
            deep = Json::array({deep});
        CPPUNIT_ASSERT(weigh(deep, 1'000'000).has_value());
        CPPUNIT_ASSERT(!weigh(Json::array({deep}), 1'000'000).has_value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTest);
