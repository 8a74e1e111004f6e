// SPDX-License-Identifier: Apache-2.0
#include "Doubles.h"

#include <chrono>
#include <cppunit/extensions/HelperMacros.h>

using namespace kc::jmap::test;
using kc::jmap::Json;

class StorePurgeTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(StorePurgeTest);
    CPPUNIT_TEST(purgesWhatIsOlderThanSoManyDays);
    CPPUNIT_TEST(saysWhenThereIsMore);
    CPPUNIT_TEST(wantsANumberOfDays);
    CPPUNIT_TEST(isForAdministratorsOfTheSystem);
    CPPUNIT_TEST(tellsThatTheStoreCannotAnswer);
    CPPUNIT_TEST_SUITE_END();

    void purgesWhatIsOlderThanSoManyDays()
    {
        Server server;
        server.removals.left = 7;
        const Json answer = server.one("Store/purgeRemoved", {{"olderThanDays", 30}});
        CPPUNIT_ASSERT(answer == Json::parse(R"({"accountId":"d0","purged":7,"isFinished":true})"));
        // the clock of the code itself: std::time() may lag behind it by a tick
        const auto now = std::chrono::system_clock::now();
        const std::int64_t expected = std::chrono::system_clock::to_time_t(now) - 30 * 86400;
        CPPUNIT_ASSERT(server.removals.before <= expected &&
                       server.removals.before > expected - 60);
        server.one("Store/purgeRemoved", {{"olderThanDays", std::uint64_t{1} << 52}});
        CPPUNIT_ASSERT(server.removals.before < 0);
    }

    void saysWhenThereIsMore()
    {
        Server server;
        server.removals.left = 10'003;
        CPPUNIT_ASSERT(server.one("Store/purgeRemoved", {{"olderThanDays", 0}})["isFinished"] ==
                       false);
        const Json last = server.one("Store/purgeRemoved", {{"olderThanDays", 0}});
        CPPUNIT_ASSERT(last["isFinished"] == true && last["purged"] == 3);
    }

    void wantsANumberOfDays()
    {
        Server server;
        server.removals.left = 1;
        for (const Json& days : {Json(nullptr), Json(-1), Json("30"), Json(1.5)})
            CPPUNIT_ASSERT(
                server.one("Store/purgeRemoved", {{"olderThanDays", days}})["error"]["type"] ==
                "invalidArguments");
        CPPUNIT_ASSERT_EQUAL(1u, server.removals.left);
    }

    void isForAdministratorsOfTheSystem()
    {
        Server server;
        server.removals.left = 1;
        server.who = {server.directory.add({"ann", "", "", "", ""}), "ann", 1};
        const Json answer = server.one("Store/purgeRemoved", {{"olderThanDays", 0}});
        CPPUNIT_ASSERT(answer["error"]["type"] == "forbidden");
        CPPUNIT_ASSERT_EQUAL(1u, server.removals.left);
    }

    void tellsThatTheStoreCannotAnswer()
    {
        Server server;
        server.removals.isDown = true;
        const Json answer = server.one("Store/purgeRemoved", {{"olderThanDays", 0}});
        CPPUNIT_ASSERT(answer["error"]["type"] == "serverUnavailable");
        Server without{{}, Server::Storage::None};
        CPPUNIT_ASSERT(without.one("Store/purgeRemoved", {{"olderThanDays", 0}})["error"]["type"] ==
                       "serverUnavailable");
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StorePurgeTest);
