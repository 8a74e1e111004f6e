// SPDX-License-Identifier: Apache-2.0
// Texts to typed values, their messages, and what a reload may change.
#include <kc/descriptor/Snapshot.h>
#include <kc/descriptor/Words.h>

#include <kc/options.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <cstdlib>

using namespace kc::descriptor;

namespace
{

using namespace kc::opt;
using kc::opt::uint; // not the system's

constexpr auto kOptions =
    table(str("name").def("x"), uint("count").def("3").range(1, 10).reloadable(),
          size("bytes").def("2k"), time("wait").def("1m").unit("m").range(1, 60), flag("on"),
          pick("color", "red green blue").def("green"), str("must").def("m").nonempty(),
          str("pass").secret().exact(), uint("hidden").secret(), alias("title", "name"),
          obsolete("old", "it is gone"), unused("ignored"));

const OptionSchema& schema()
{
    static const OptionSchema kSchema{kOptions.data(), kOptions.size(), sizeof(kc_option)};
    return kSchema;
}

class SnapshotTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SnapshotTest);
    CPPUNIT_TEST(givesDefaultsTyped);
    CPPUNIT_TEST(parsesEachType);
    CPPUNIT_TEST(saysWhereAndWhyAValueIsNone);
    CPPUNIT_TEST(warnsOfOldNames);
    CPPUNIT_TEST(expandsEnvironmentUnlessExact);
    CPPUNIT_TEST(keepsFixedOptionsAtReload);
    CPPUNIT_TEST(servesTheFunctionTable);
    CPPUNIT_TEST(answersNothingForAnIndexOutsideTheTable);
    CPPUNIT_TEST(findsFaultsOfTables);
    CPPUNIT_TEST(readsTablesWithAnotherStride);
    CPPUNIT_TEST_SUITE_END();

    static std::vector<Assignment> file(const std::string& name, const std::string& value)
    {
        return {{name, value, {"s.cfg", 7}, Origin::File}};
    }

    static std::string said(const std::vector<Assignment>& assignments,
                            const Snapshot* old = nullptr)
    {
        Problems problems;
        (void)Snapshot::make(schema(), assignments, problems, old);
        return joined(problems.errors(), "|") + joined(problems.warnings(), "|");
    }

public:
    void givesDefaultsTyped()
    {
        Problems problems;
        const auto values = Snapshot::make(schema(), {}, problems);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2048}, (*values)["bytes"].number);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{60'000'000'000}, (*values)["wait"].number);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, (*values)["color"].number);
        CPPUNIT_ASSERT_EQUAL(std::string{"default"}, (*values)["color"].place.text());
        CPPUNIT_ASSERT(!problems.hasErrors());
    }

    void parsesEachType()
    {
        struct Case
        {
            std::string name, value;
            std::int64_t number;
        };
        for (const Case& each : {
                 Case{"count", "10", 10},
                 Case{"hidden", "0x20006", 0x20006},
                 Case{"bytes", "5", 5},
                 Case{"bytes", "5 K", 5120},
                 Case{"bytes", "1M", 1 << 20},
                 Case{"bytes", "1g", 1 << 30},
                 Case{"wait", "2", 120'000'000'000},
                 Case{"wait", "90s", 90'000'000'000},
                 Case{"wait", "1h", 3'600'000'000'000},
                 Case{"on", "", 1},
                 Case{"on", "No", 0},
                 Case{"on", "false", 0},
                 Case{"on", "0", 0},
                 Case{"on", "off", 1},
                 Case{"color", "Blue", 2},
             })
        {
            Problems problems;
            const auto values = Snapshot::make(schema(), file(each.name, each.value), problems);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(each.name + each.value, each.number,
                                         (*values)[each.name].number);
            CPPUNIT_ASSERT_MESSAGE(each.name + each.value, !problems.hasErrors());
        }
    }

    void saysWhereAndWhyAValueIsNone()
    {
        struct Case
        {
            std::string name, value, message;
        };
        for (const Case& each : {
                 Case{"count", "ten", "count = ten: not a number"},
                 Case{"count", "", "count = : not a number"},
                 Case{"count", "-1", "count = -1: not a number"},
                 Case{"count", "3x", "count = 3x: not a number"},
                 Case{"count", "0", "count = 0: must be between 1 and 10"},
                 Case{"count", "11", "count = 11: must be between 1 and 10"},
                 Case{"count", "99999999999999999999",
                      "count = 99999999999999999999: not a number"},
                 Case{"bytes", "5 T", "bytes = 5 T: unknown unit 'T': use k, M or G"},
                 Case{"bytes", "9223372036854775807k",
                      "bytes = 9223372036854775807k: number too large"},
                 Case{"wait", "5w", "wait = 5w: unknown unit 'w': use ms, s, m, h or d"},
                 Case{"wait", "61", "wait = 61: must be between 1 and 60 m"},
                 Case{"wait", "59s", "wait = 59s: must be between 1 and 60 m"},
                 Case{"color", "grey", "color = grey: must be one of: red, green, blue"},
                 Case{"must", "", "must = : cannot be empty"},
                 Case{"hidden", "hunter2", "hidden: not a number"},
             })
            CPPUNIT_ASSERT_EQUAL("s.cfg:7: " + each.message, said(file(each.name, each.value)));
    }

    void warnsOfOldNames()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"s.cfg:7: title is now called name"},
                             said(file("title", "t")));
        CPPUNIT_ASSERT_EQUAL(std::string{"s.cfg:7: old is obsolete and has no effect: it is gone"},
                             said(file("old", "t")));
        CPPUNIT_ASSERT_EQUAL(std::string{}, said(file("ignored", "t")));
        Problems problems;
        const auto values = Snapshot::make(schema(), file("title", "t"), problems);
        CPPUNIT_ASSERT_EQUAL(std::string{"t"}, (*values)["name"].text);
        CPPUNIT_ASSERT_EQUAL(std::string{"t"}, (*values)["title"].text);
    }

    void expandsEnvironmentUnlessExact()
    {
        setenv("KC_TEST_VALUE", " from outside ", 1);
        unsetenv("KC_TEST_NONE");
        Problems problems;
        const auto values = Snapshot::make(schema(),
                                           {{"name", "$KC_TEST_VALUE", {}, Origin::File},
                                            {"pass", "$KC_TEST_VALUE", {}, Origin::File}},
                                           problems);
        CPPUNIT_ASSERT_EQUAL(std::string{"from outside"}, (*values)["name"].text);
        CPPUNIT_ASSERT_EQUAL(std::string{"$KC_TEST_VALUE"}, (*values)["pass"].text);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:7: name = $KC_TEST_NONE: this environment variable is not set"},
            said(file("name", "$KC_TEST_NONE")));
    }

    void keepsFixedOptionsAtReload()
    {
        Problems problems;
        const auto old = Snapshot::make(
            schema(), {{"name", "a", {"s.cfg", 1}, Origin::File}, {"count", "4", {}, Origin::File}},
            problems);
        const std::vector<Assignment> next{{"name", "b", {"s.cfg", 1}, Origin::File},
                                           {"count", "5", {}, Origin::File}};
        const auto values = Snapshot::make(schema(), next, problems, old.get());
        CPPUNIT_ASSERT_EQUAL(std::string{"a"}, (*values)["name"].text);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, (*values)["count"].number);
        CPPUNIT_ASSERT_EQUAL(std::string{"s.cfg:1: name takes effect after a restart only"},
                             joined(problems.warnings()));
    }

    void servesTheFunctionTable()
    {
        Problems problems;
        const auto values = Snapshot::make(schema(), file("count", "7"), problems);
        const kc_config* const raw = values.get();
        const std::int32_t place = raw->index(raw, "count");
        kc_config_source source{sizeof source, 0, nullptr};
        raw->source(raw, place, &source);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, raw->num(raw, place));
        CPPUNIT_ASSERT_EQUAL(std::string{"7"}, std::string{kc::view(raw->str(raw, place))});
        CPPUNIT_ASSERT_EQUAL(std::string{"s.cfg"}, std::string{source.file});
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{7}, source.line);
        CPPUNIT_ASSERT_EQUAL(std::int32_t{-1}, raw->index(raw, "none"));
    }

    void answersNothingForAnIndexOutsideTheTable()
    {
        Problems problems;
        const auto values = Snapshot::make(schema(), {}, problems);
        const kc_config* const raw = values.get();
        for (const std::int32_t index : {-1, INT32_MIN, INT32_MAX})
        {
            kc_config_source source{sizeof source, 1, nullptr};
            raw->source(raw, index, &source);
            CPPUNIT_ASSERT_EQUAL(std::string{}, std::string{source.file});
            CPPUNIT_ASSERT_EQUAL(std::uint32_t{0}, source.line);
            CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, raw->num(raw, index));
            CPPUNIT_ASSERT(kc::view(raw->str(raw, index)).empty());
        }
    }

    void findsFaultsOfTables()
    {
        const auto fault = [](const auto& options)
        {
            return OptionSchema{options.data(), static_cast<std::uint32_t>(options.size()),
                                sizeof(kc_option)}
                .fault();
        };
        CPPUNIT_ASSERT_EQUAL(std::string{}, schema().fault());
        CPPUNIT_ASSERT_EQUAL(std::string{"option a is declared twice"},
                             fault(table(str("a"), uint("a"))));
        CPPUNIT_ASSERT_EQUAL(std::string{"alias a names no option of the module"},
                             fault(table(alias("a", "b"), alias("b", "a"))));
        CPPUNIT_ASSERT_EQUAL(std::string{"default of option a: not a number"},
                             fault(table(uint("a").def("many"))));
    }

    void readsTablesWithAnotherStride()
    {
        struct NewerOption
        {
            kc_option known;
            std::int64_t more;
        };
        const NewerOption newer[2]{{kOptions[0], -1}, {kOptions[1], -1}};
        const OptionSchema read{&newer[0].known, 2, sizeof(NewerOption)};
        CPPUNIT_ASSERT_EQUAL(std::string{"count"}, std::string{read.rows()[1].name});
        const OptionSchema older{kOptions.data(), 1, offsetof(kc_option, choices)};
        CPPUNIT_ASSERT(older.rows()[0].choices == nullptr);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SnapshotTest);

} // namespace
