// SPDX-License-Identifier: Apache-2.0
// Texts to typed values, their messages, and what a reload may change.
#include <kc/descriptor/Snapshot.h>
#include <kc/descriptor/Words.h>

#include <kc/config.hpp>
#include <kc/options.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <cstdlib>
#include <cstring>

using namespace kc::descriptor;
using kc::sv;

namespace
{

using namespace kc::opt;
using kc::opt::number; // not the system's

constexpr auto kOptions =
    table(str("name").def("x"), number("count").def("3").range(1, 10).reloadable(),
          size("bytes").def("2k"), duration("wait").def("1m").unit("m").range(1, 60), flag("on"),
          pick("color", "red green blue").def("green"), str("must").def("m").nonempty(),
          str("pass").secret().exact(), number("hidden").secret(),
          pick("mood", "good bad").def("good").secret(), size("hoard").secret(),
          str("host").neededBy("strict"), flag("strict"), propmap("map").reloadable(),
          alias("title", "name"), obsolete("old", "it is gone"), unused("ignored"));

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
    CPPUNIT_TEST(neverRepeatsASecret);
    CPPUNIT_TEST(warnsOfWhatIsHardlyMeant);
    CPPUNIT_TEST(asksForWhatAFlagNeeds);
    CPPUNIT_TEST(servesPropertyMaps);
    CPPUNIT_TEST(warnsOfOldNames);
    CPPUNIT_TEST(expandsEnvironmentUnlessExact);
    CPPUNIT_TEST(keepsFixedOptionsAtReload);
    CPPUNIT_TEST(tellsWhetherAReloadChangesAnything);
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
        const std::string noCount = ": not a whole number; write one between 1 and 10, such as 3";
        for (const Case& each : {
                 Case{"count", "ten", "count = ten" + noCount},
                 Case{"count", "", "count = " + noCount},
                 Case{"count", "-1", "count = -1" + noCount},
                 Case{"count", "3x", "count = 3x" + noCount},
                 Case{"count", "0", "count = 0: must be between 1 and 10"},
                 Case{"count", "11", "count = 11: must be between 1 and 10"},
                 Case{"count", "99999999999999999999", "count = 99999999999999999999" + noCount},
                 Case{"count", "'4'",
                      "count = '4'" + noCount +
                          "; quotation marks are part of a value, remove them"},
                 Case{"count", "4 # four",
                      "count = 4 # four" + noCount +
                          "; a comment needs a line of its own, here it is part of the value"},
                 Case{"bytes", "5 T", "bytes = 5 T: unknown unit; use k, M or G"},
                 Case{"bytes", "x", "bytes = x: not a size; write one such as 2k"},
                 Case{"bytes", "9223372036854775807k",
                      "bytes = 9223372036854775807k: too large; no number above "
                      "9223372036854775807 is counted"},
                 Case{"wait", "5w", "wait = 5w: unknown unit; use ms, s, m, h or d"},
                 Case{"wait", "soon",
                      "wait = soon: not a time; write one between 1 and 60 m, such as 1m"},
                 Case{"wait", "61", "wait = 61: must be between 1 and 60 m"},
                 Case{"wait", "59s", "wait = 59s: must be between 1 and 60 m"},
                 Case{"color", "gren",
                      "color = gren: must be one of red, green, blue; did you mean green?"},
                 Case{"must", "",
                      "must = : cannot be empty; give it a value, or remove the line for "
                      "the default"},
                 Case{"map", "x", "map = x: has no value of its own; write !propmap FILE"},
                 Case{"name", std::string(1024, 'n'),
                      "name: the value is longer than 1023 bytes; shorten it"},
             })
            CPPUNIT_ASSERT_EQUAL("s.cfg:7: " + each.message, said(file(each.name, each.value)));
    }

    void neverRepeatsASecret()
    {
        struct Case
        {
            std::string name, value, message;
        };
        for (const Case& each : {
                 Case{"hidden", "hunter2",
                      "hidden = ****: not a whole number; write one such as 1"},
                 Case{"hoard", "5hunter2", "hoard = ****: unknown unit; use k, M or G"},
                 Case{"mood", "gud", "mood = ****: must be one of good, bad"},
                 Case{"hidden", "$hunter2",
                      "hidden = ****: no environment variable of this name is set; set it for the "
                      "service, or write the value itself"},
             })
            CPPUNIT_ASSERT_EQUAL("s.cfg:7: " + each.message, said(file(each.name, each.value)));
        CPPUNIT_ASSERT_EQUAL(std::string{}, said(file("pass", "'quoted' # hunter2")));
    }

    void warnsOfWhatIsHardlyMeant()
    {
        const std::string odd =
            ": counts as yes, as everything does but no, false and 0; write yes or no";
        for (const std::string value : {"off", "maybe", ""})
            CPPUNIT_ASSERT_EQUAL("s.cfg:7: on = " + value + odd, said(file("on", value)));
        for (const char* const usual : {"no", "False", "0"})
            CPPUNIT_ASSERT_EQUAL(std::string{}, said(file("on", usual)));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:7: name = 'x': quotation marks are part of a value, remove them"},
            said(file("name", "'x'")));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:7: name = x # y: a comment needs a line of its own, "
                        "here it is part of the value"},
            said(file("name", "x # y")));
        CPPUNIT_ASSERT_EQUAL(std::string{}, said(file("name", "x#y")));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:9: name is set a second time and counts, s.cfg:7 does not; remove "
                        "one of them"},
            said({{"name", "a", {"s.cfg", 7}}, {"name", "b", {"s.cfg", 9}}}));
        CPPUNIT_ASSERT_EQUAL(std::string{}, // what is included overrides
                             said({{"name", "a", {"s.cfg", 7}}, {"name", "b", {"t.cfg", 9}}}));
    }

    void asksForWhatAFlagNeeds()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{
                "s.cfg:7: strict = yes needs host, which is empty; add host, or set strict = no"},
            said(file("strict", "yes")));
        CPPUNIT_ASSERT_EQUAL(std::string{}, said({{"strict", "yes", {}}, {"host", "h", {}}}));
        CPPUNIT_ASSERT_EQUAL(std::string{}, said(file("strict", "no")));
    }

    void servesPropertyMaps()
    {
        const std::vector<Assignment> lines{
            {"!propmap", "/m.cfg", {"s.cfg", 1}, Origin::File, Assignment::Kind::Map},
            {"0x1", "one", {"m.cfg", 1}, Origin::File, Assignment::Kind::MapEntry},
            {"name", "two", {"m.cfg", 2}, Origin::File, Assignment::Kind::MapEntry}};
        Problems problems;
        const auto values = Snapshot::make(schema(), lines, problems);
        const kc::Config config{values.get()};
        const auto entries = config.entries("map");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, entries.size());
        CPPUNIT_ASSERT(entries[0] == std::pair(std::string{"0x1"}, std::string{"one"}));
        CPPUNIT_ASSERT(entries[1] == std::pair(std::string{"name"}, std::string{"two"}));
        CPPUNIT_ASSERT_EQUAL(sv{"x"}, config.str("name")); // an entry is no option
        CPPUNIT_ASSERT_EQUAL(std::string{},
                             joined(problems.errors()) + joined(problems.warnings()));
        const std::int32_t mapPlace = values->index(values.get(), "map");
        const kc_sink stops{[](void*, const void*) -> kc_status { return KC_STOP; }, nullptr};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, values->entries(values.get(), mapPlace, stops));
        const kc_sink fails{[](void*, const void*) -> kc_status { return KC_EBUSY; }, nullptr};
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_EBUSY}, values->entries(values.get(), mapPlace, fails));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK}, values->entries(values.get(), 0, fails));
        CPPUNIT_ASSERT_EQUAL(kc_status{KC_ENOTFOUND}, values->entries(values.get(), -1, fails));
    }

    void warnsOfOldNames()
    {
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:7: title is now called name; the old name still works"},
            said(file("title", "t")));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"s.cfg:7: old is obsolete and has no effect: it is gone; remove it"},
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
            std::string{
                "s.cfg:7: name = $KC_TEST_NONE: no environment variable of this name is set; "
                "set it for the service, or write the value itself"},
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

    void tellsWhetherAReloadChangesAnything()
    {
        Problems problems;
        const auto values = Snapshot::make(schema(), file("count", "4"), problems);
        const auto same = Snapshot::make(schema(), file("count", "4"), problems);
        const auto other = Snapshot::make(schema(), file("count", "5"), problems);
        CPPUNIT_ASSERT(values->saysTheSameAs(*same));
        CPPUNIT_ASSERT(!values->saysTheSameAs(*other));
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
                             fault(table(str("a"), number("a"))));
        CPPUNIT_ASSERT_EQUAL(std::string{"alias a names no option of the module"},
                             fault(table(alias("a", "b"), alias("b", "a"))));
        CPPUNIT_ASSERT_EQUAL(std::string{"default of option a: not a whole number"},
                             fault(table(number("a").def("many"))).substr(0, 39));
        CPPUNIT_ASSERT_EQUAL(std::string{"the name of option 0 is none"}, fault(table(str("a-b"))));
        CPPUNIT_ASSERT_EQUAL(std::string{"the range of option a is empty"},
                             fault(table(number("a").range(2, 1))));
        CPPUNIT_ASSERT_EQUAL(std::string{"option a is needed by b, which is no flag of the module"},
                             fault(table(str("a").neededBy("b"), str("b"))));
        std::array<kc_option, 1> strange = table(str("a"));
        strange[0].type = KC_OPT_UNUSED;
        const int unknown = 99;
        std::memcpy(&strange[0].type, &unknown, sizeof unknown);
        CPPUNIT_ASSERT_EQUAL(std::string{"option 0 is of a type that this kernel does not know"},
                             fault(strange));
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
        for (const std::uint32_t stride : {0U, 8U, 33U, 1U << 20})
        {
            const OptionSchema broken{kOptions.data(), 1, stride};
            CPPUNIT_ASSERT(broken.rows().empty());
            CPPUNIT_ASSERT_EQUAL("its option table has no sensible size (1 rows of " +
                                     std::to_string(stride) + " bytes)",
                                 broken.fault());
        }
        CPPUNIT_ASSERT((!OptionSchema{nullptr, 1, sizeof(kc_option)}.fault().empty()));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SnapshotTest);

} // namespace
