// SPDX-License-Identifier: Apache-2.0
// What people and tools are shown: values in force, a module's description, JSON.
#include <kc/descriptor/ConfigDump.h>
#include <kc/descriptor/Description.h>
#include <kc/descriptor/JsonText.h>
#include <kc/descriptor/Words.h>

#include <kc/options.hpp>

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::descriptor;
using kc::sv;

namespace
{

using namespace kc::opt;
using kc::opt::number; // not the system's

constexpr auto kOptions =
    table(str("name").def("x").group("Names").example("y").since("1.2").help("A name."),
          number("count").def("3").range(1, 10).reloadable().help("How many."),
          duration("wait").def("1m").unit("m").help("How long."),
          str("pass").def("built in").secret(), pick("color", "red green").def("green"),
          str("host").neededBy("on"), flag("on"), str("quiet").hidden(), propmap("map"),
          alias("title", "name"), obsolete("old", "it is gone"), unused("ignored"));

const OptionSchema& schema()
{
    static const OptionSchema kSchema{kOptions.data(), kOptions.size(), sizeof(kc_option)};
    return kSchema;
}

const std::vector<Assignment> kLines{
    {"name", "x", {"s.cfg", 1}},
    {"count", "7", {"s.cfg", 2}},
    {"wait", "60s", {"s.cfg", 3}}, // the default in other words
    {"pass", "hunter2", {"s.cfg", 4}},
    {"!propmap", "/m.cfg", {"s.cfg", 5}, Origin::File, Assignment::Kind::Map},
    {"0x1", "a \"b\"", {"m.cfg", 1}, Origin::File, Assignment::Kind::MapEntry}};

class ReportsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ReportsTest);
    CPPUNIT_TEST(writesJsonText);
    CPPUNIT_TEST(dumpsWhatCounts);
    CPPUNIT_TEST(dumpsWhatDiffers);
    CPPUNIT_TEST(dumpsEverything);
    CPPUNIT_TEST(dumpsJson);
    CPPUNIT_TEST(describesForPeople);
    CPPUNIT_TEST(describesForTools);
    CPPUNIT_TEST_SUITE_END();

    static std::string dumped(DumpScope scope)
    {
        Problems problems;
        return dumpText(*Snapshot::make(schema(), kLines, problems), scope);
    }

    static kc_module module()
    {
        kc_module described{};
        described.abi_major = 1;
        described.abi_minor = 3;
        described.id = "thing";
        described.version = "2.0";
        described.summary = "Does it";
        described.programs = "server gateway";
        return described;
    }

public:
    void writesJsonText()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"\"a\\u000a\\\"\\\\\xc3\xbc\\ufffd.\\ufffd\""},
                             jsonText(sv{"a\n\"\\\xc3\xbc\xff.\xc3"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"null"}, jsonText(static_cast<const char*>(nullptr)));
        CPPUNIT_ASSERT_EQUAL(std::string{"[\"a\", \"b\"]"}, jsonList({"a", "b"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"{}"}, JsonObject{}.lines(2));
        JsonObject object;
        object.add("a", sv{"true"}).add("b", 2);
        CPPUNIT_ASSERT_EQUAL(std::string{"{\"a\": true, \"b\": 2}"}, object.line());
        CPPUNIT_ASSERT_EQUAL(std::string{"{\n    \"a\": true,\n    \"b\": 2\n  }"},
                             object.lines(2));
    }

    void dumpsWhatCounts()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"name = x\n"
                                         "count = 7\n"
                                         "wait = 60s\n"
                                         "# secret, set in s.cfg:4:\n"
                                         "# pass = ****\n"
                                         "# color = green\n"
                                         "# host =\n"
                                         "# on = no\n"
                                         "# map: 1 entries\n"
                                         "!propmap /m.cfg\n"},
                             dumped(DumpScope::InForce));
    }

    void dumpsWhatDiffers()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"count = 7\n"
                                         "# secret, set in s.cfg:4:\n"
                                         "# pass = ****\n"
                                         "# map: 1 entries\n"
                                         "!propmap /m.cfg\n"},
                             dumped(DumpScope::Changed));
    }

    void dumpsEverything()
    {
        const std::string all = dumped(DumpScope::All);
        CPPUNIT_ASSERT(all.starts_with(dumped(DumpScope::InForce).substr(0, 60)));
        for (const std::string line :
             {"# quiet =\n", "# title is now called name\n", "# old is obsolete: it is gone\n",
              "# ignored has no effect\n"})
            CPPUNIT_ASSERT_MESSAGE(line, all.find(line) != std::string::npos);
    }

    void dumpsJson()
    {
        Problems problems;
        JsonObject object;
        dumpJson(*Snapshot::make(schema(), kLines, problems), DumpScope::Changed, object);
        CPPUNIT_ASSERT_EQUAL(
            std::string{
                "{\n"
                "  \"count\": {\"value\": \"7\", \"default\": \"3\", \"source\": \"s.cfg:2\", "
                "\"changed\": true},\n"
                "  \"pass\": {\"value\": \"****\", \"default\": \"****\", \"source\": \"s.cfg:4\", "
                "\"changed\": true},\n"
                "  \"map\": {\"value\": \"\", \"default\": \"\", \"source\": \"default\", "
                "\"changed\": true, \"entries\": {\"0x1\": \"a \\\"b\\\"\"}}\n"
                "}"},
            object.lines(0));
    }

    void describesForPeople()
    {
        const std::string text = describeText(module(), schema(), "/thing.so");
        CPPUNIT_ASSERT_EQUAL(std::string{"thing 2.0: Does it\nfile: /thing.so\n"
                                         "programs: server gateway\nprovides: -\nneeds: -\n"
                                         "answers: -\noptions:\n"
                                         "  name = x\n      text. A name.\n"
                                         "      (example: y; since 1.2)\n"
                                         "  count = 3\n      number, reloadable. How many.\n"
                                         "      (range 1 to 10)\n"},
                             text.substr(0, text.find("  wait")));
        CPPUNIT_ASSERT(text.find("(a bare number counts in m)") != std::string::npos);
        CPPUNIT_ASSERT(text.find("(needed when on = yes)") != std::string::npos);
    }

    void describesForTools()
    {
        const std::string text = describeJson(module(), schema(), "");
        CPPUNIT_ASSERT(text.starts_with("{\n  \"id\": \"thing\",\n"));
        for (const std::string part :
             {"\"abi\": \"1.3\"", "\"programs\": [\"server\", \"gateway\"]", "\"vendor\": null",
              "{\"name\": \"name\", \"type\": \"str\", \"flags\": [], \"def\": \"x\", \"help\": "
              "\"A name.\", \"since\": \"1.2\", \"unit\": null, \"min\": 0, \"max\": 0, "
              "\"choices\": "
              "[], \"target\": null, \"group\": \"Names\", \"example\": \"y\", \"needed_by\": "
              "null}",
              "\"type\": \"pick\", \"flags\": [], \"def\": \"green\"",
              "\"choices\": [\"red\", \"green\"]", "\"flags\": [\"secret\"]"})
            CPPUNIT_ASSERT_MESSAGE(part + " in " + text, text.find(part) != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReportsTest);

} // namespace
