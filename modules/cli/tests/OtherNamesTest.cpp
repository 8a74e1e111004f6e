// SPDX-License-Identifier: Apache-2.0
#include "OtherNames.h"

#include "Arguments.h"
#include "Failure.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class OtherNamesTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(OtherNamesTest);
    CPPUNIT_TEST(knowsItsNames);
    CPPUNIT_TEST(translatesEverySpelling);
    CPPUNIT_TEST(refusesByName);
    CPPUNIT_TEST(givesOptionsThatThereAre);
    CPPUNIT_TEST_SUITE_END();

    using Words = std::vector<std::string>;

    static std::string joined(const Words& words)
    {
        std::string text;
        for (const std::string& word : words)
            text += (text.empty() ? "" : " ") + word;
        return text;
    }

    void knowsItsNames()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"kopano-cli"}, programNamed("/usr/sbin/kopano-cli"));
        CPPUNIT_ASSERT_EQUAL(std::string{"kopano-cli"}, programNamed("something"));
        CPPUNIT_ASSERT_EQUAL(std::string{"kopano-storeadm"}, programNamed("./kopano-storeadm"));
        CPPUNIT_ASSERT_EQUAL(std::string{"--user=x -a 2"},
                             joined(translated("kopano-cli", {"--user=x", "-a", "2"})));
    }

    void translatesEverySpelling()
    {
        struct Case
        {
            const char* program;
            Words words;
            const char* result;
        };

        const Case cases[]{
            {"kopano-storeadm",
             {"-Cn", "john@exampleorg"},
             "--create-store --user=john@exampleorg"},
            {"kopano-storeadm", {"-Pk", "exampleorg"}, "--create-store --company=exampleorg"},
            {"kopano-storeadm", {"-P"}, "--create-store"},
            {"kopano-storeadm",
             {"-A", "abc", "-n", "x", "-t", "company"},
             "--hook-store=abc --company=x"},
            {"kopano-storeadm", {"-Dnjohn"}, "--unhook-store --user=john"},
            {"kopano-storeadm", {"-O"}, "--list-orphans"},
            {"kopano-storeadm", {"-M", "-v"}, "--list-stores --json"},
            {"kopano-storeadm", {"-R", "abc"}, "--remove-store=abc"},
            {"kopano-admin",
             {"-c", "john", "-p", "a b", "-e", "j@x", "-f", "John", "-a", "y"},
             "--create --user=john --password=a b --email=j@x --fullname=John --admin-level=1"},
            {"kopano-admin",
             {"-u", "john", "-a", "2", "-n", "1", "--qo", "y", "--qh=5"},
             "--user=john --admin-level=2 --active=no --quota-override=yes --quota-hard=5"},
            {"kopano-admin", {"--details", "x", "--type", "group"}, "--group=x"},
            {"kopano-admin", {"-i", "team", "-b", "ann"}, "--group=team --add-user=ann"},
            {"kopano-admin",
             {"--update-company", "x", "--qw", "1", "--qh", "2", "--udqh", "3"},
             "--company=x --quota-warn=1 --company-quota-hard=2 --member-quota-hard=3"},
            {"kopano-admin", {"--add-to-viewlist", "v", "-I", "x"}, "--add-view=v --company=x"},
            {"kopano-admin", {"-l", "-h", "http://h"}, "--list-users --server-socket=http://h"},
            {"kopano-passwd",
             {"-u", "ann", "-o", "a", "-p", "b"},
             "--user=ann --old-password=a --password=b"},
            {"kopano-passwd", {"-u", "ann"}, "--user=ann --password-prompt"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL(std::string{c.result}, joined(translated(c.program, c.words)));
    }

    void refusesByName()
    {
        const std::pair<Words, const char*> usage[]{
            {{"--nothing"}, "no such option: --nothing"},
            {{"-lX"}, "no such option: -lX"},
            {{"-c"}, "--create option requires an argument"},
            {{"-n", "maybe"}, "--non-active option requires 'y' or 'n'"},
            {{"--sync=x"}, "--sync option does not take a value"},
            {{"--details", "x", "--type", "node"}, "the type is one of user, group and company"}};
        for (const auto& [words, text] : usage)
            try
            {
                translated("kopano-admin", words);
                CPPUNIT_FAIL(text);
            }
            catch (const UsageError& error)
            {
                CPPUNIT_ASSERT_EQUAL(std::string{text}, std::string{error.what()});
            }
        const std::pair<Words, const char*> failures[]{
            {{"--mr-accept", "1"}, "not supported yet: --mr-accept"},
            {{"--node", "x"}, "not supported yet: --node"},
            {{"stray"}, "extra argument 'stray' specified"},
            {{"-I", "x", "--qs", "1"},
             "a company has no soft level: --udqs is the one of its users"}};
        for (const auto& [words, text] : failures)
            try
            {
                translated("kopano-admin", words);
                CPPUNIT_FAIL(text);
            }
            catch (const Failure& failure)
            {
                CPPUNIT_ASSERT_EQUAL(std::string{text}, std::string{failure.what()});
            }
    }

    /// Whatever a table makes of an option, kopano-cli has it.
    void givesOptionsThatThereAre()
    {
        for (const char* program : {"kopano-admin", "kopano-storeadm", "kopano-passwd"})
            for (const std::string& option : optionsOf(program))
                for (const Words& words : {Words{option}, Words{option, "1"}})
                    try
                    {
                        for (const std::string& word : translated(program, words))
                            CPPUNIT_ASSERT_MESSAGE(
                                option + " " + word,
                                findOption(kc::sv{word}.substr(2, word.find('=') - 2)) != nullptr);
                    }
                    catch (const UsageError&) // wants a value, or takes none
                    {
                    }
                    catch (const Failure&)
                    {
                    }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OtherNamesTest);
