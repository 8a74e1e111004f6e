// SPDX-License-Identifier: Apache-2.0
// Texts of modules in the server's words, without a server.
#include "SqlText.h"

#include <cppunit/extensions/HelperMacros.h>

using kc::mysql::SqlText;
using kc::mysql::statementsOf;
using kc::mysql::translate;

using Places = std::vector<std::uint32_t>;
using Texts = std::vector<std::string>;

class SqlTextTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SqlTextTest);
    CPPUNIT_TEST(namesEachParameterWhereItStands);
    CPPUNIT_TEST(leavesTextsNamesAndCommentsAlone);
    CPPUNIT_TEST(takesStepsApart);
    CPPUNIT_TEST_SUITE_END();

    void namesEachParameterWhereItStands()
    {
        const struct
        {
            const char* sql;
            const char* text;
            Places places;
            std::uint32_t parameters;
        } kCases[] = {
            {"SELECT 1", "SELECT 1", {}, 0},
            {"SELECT a FROM t WHERE b = ?1", "SELECT a FROM t WHERE b = ?", {0}, 1},
            {"VALUES(?2, ?1, ?2)", "VALUES(?, ?, ?)", {1, 0, 1}, 2},
            {"a = ?12 AND b = ?3", "a = ? AND b = ?", {11, 2}, 12},
            {"a = ? AND b = ?5 AND c = ?", "a = ? AND b = ? AND c = ?", {0, 4, 5}, 6},
        };
        for (const auto& each : kCases)
        {
            const SqlText made = translate(each.sql);
            CPPUNIT_ASSERT_EQUAL(std::string{each.text}, made.text);
            CPPUNIT_ASSERT_MESSAGE(each.sql, made.places == each.places);
            CPPUNIT_ASSERT_EQUAL(each.parameters, made.parameters);
        }
    }

    void leavesTextsNamesAndCommentsAlone()
    {
        for (const char* sql : {"SELECT '?1'", "SELECT 'it''s ?2'", "SELECT \"a?1\"", "SELECT `?`",
                                "SELECT 1 -- ?1", "SELECT /* ?1 ; */ 1", "SELECT 'open ?1"})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{sql}, translate(sql).text);
            CPPUNIT_ASSERT(translate(sql).places.empty());
        }
    }

    void takesStepsApart()
    {
        const struct
        {
            const char* sql;
            Texts statements;
        } kCases[] = {
            {"", {}},
            {" ;; \n", {}},
            {"A", {"A"}},
            {"A;B ; C;", {"A", "B", "C"}},
            {"INSERT ';' ; \"x;y\" -- z;\n; B", {"INSERT ';'", "\"x;y\" -- z;", "B"}},
        };
        for (const auto& each : kCases)
            CPPUNIT_ASSERT_MESSAGE(each.sql, statementsOf(each.sql) == each.statements);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SqlTextTest);
