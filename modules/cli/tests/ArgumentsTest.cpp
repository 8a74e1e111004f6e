// SPDX-License-Identifier: Apache-2.0
#include "Arguments.h"

#include "Failure.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::cli;

class ArgumentsTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(ArgumentsTest);
    CPPUNIT_TEST(readsValuesInEveryForm);
    CPPUNIT_TEST(takesThePositionalNameOfTheManual);
    CPPUNIT_TEST(refusesWhatIsNoSentence);
    CPPUNIT_TEST(refusesWhatDoesNotGoTogether);
    CPPUNIT_TEST(namesWhatIsNotThereYet);
    CPPUNIT_TEST(suggestsTheNearestOption);
    CPPUNIT_TEST(knowsEachNameAndLetterOnce);
    CPPUNIT_TEST(takesTheManualsMisprint);
    CPPUNIT_TEST(readsFromAFileWithoutObject);
    CPPUNIT_TEST_SUITE_END();

    using Words = std::vector<std::string>;

    static std::string joined(const Words& words)
    {
        std::string text;
        for (const std::string& word : words)
            text += word + " ";
        return text;
    }

    static std::string usageErrorOf(const Words& words)
    {
        try
        {
            const Arguments arguments{words};
        }
        catch (const UsageError& error)
        {
            return error.what();
        }
        CPPUNIT_FAIL("no usage error: " + joined(words));
        return {};
    }

    static std::string failureOf(const Words& words)
    {
        try
        {
            const Arguments arguments{words};
        }
        catch (const Failure& failure)
        {
            return failure.what();
        }
        CPPUNIT_FAIL("no failure: " + joined(words));
        return {};
    }

    void readsValuesInEveryForm()
    {
        for (const Words& words :
             {Words{"--user", "ann", "--email", "a@x"}, Words{"--email=a@x", "--user=ann"},
              Words{"-u", "ann", "--email=a@x"}, Words{"-uann", "--email=b", "--email", "a@x"}})
        {
            const Arguments arguments{words};
            CPPUNIT_ASSERT_EQUAL(std::string{"ann"}, arguments.names().at(0));
            CPPUNIT_ASSERT_EQUAL(std::string{"a@x"}, arguments.value("email").value());
            CPPUNIT_ASSERT(arguments.action().empty() && arguments.hasUpdates());
        }
        const Arguments odd{{"-u", "ann", "--password=", "--fullname", "--x", "-a", "2"}};
        CPPUNIT_ASSERT_EQUAL(std::string{}, odd.value("password").value());
        CPPUNIT_ASSERT_EQUAL(std::string{"--x"}, odd.value("fullname").value());
        CPPUNIT_ASSERT_EQUAL(std::string{"2"}, odd.value("admin-level").value());
        const Arguments several{{"-u", "ann", "-u", "bob", "--active", "false"}};
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, several.names().size());
        CPPUNIT_ASSERT(several.has("active") && !several.yes("active"));
    }

    void takesThePositionalNameOfTheManual()
    {
        for (const Words& words : {Words{"--create", "john@exampleorg", "--password", "p"},
                                   Words{"--password", "p", "--create", "john@exampleorg"},
                                   Words{"--password=p", "--create", "--", "john@exampleorg"}})
        {
            const Arguments arguments{words};
            CPPUNIT_ASSERT_EQUAL(std::string{"create"}, arguments.action());
            CPPUNIT_ASSERT_EQUAL(std::string{"john@exampleorg"}, arguments.names().at(0));
        }
        CPPUNIT_ASSERT_EQUAL(std::string{"extra argument 'x' specified"},
                             failureOf({"--create", "--user", "ann", "x"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"extra argument 'x' specified"},
                             failureOf({"--list-users", "x"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"extra argument 'x' specified"},
                             failureOf({"--create", "x", "y"}));
    }

    void refusesWhatIsNoSentence()
    {
        struct Case
        {
            Words words;
            const char* text;
        };

        const Case cases[]{
            {{"--user"}, "--user option requires an argument"},
            {{"-u"}, "--user option requires an argument"},
            {{"--list-users=x"}, "--list-users option does not take a value"},
            {{"-u", "a", "--active", "maybe"}, "--active option requires 'yes' or 'no'"},
            {{"-u", "a", "--active="}, "--active option requires 'yes' or 'no'"},
            {{"-u", "a", "-a", "3"}, "--admin-level option requires 0, 1 or 2"},
            {{"-u", "a", "-a", "-1"}, "--admin-level option requires a number"},
            {{"-u", "a", "-a", "1x"}, "--admin-level option requires a number"},
            {{"-u", "a", "--quota-warn", "many"}, "--quota-warn option requires a number"},
            {{"-u", "a", "--quota-warn", "1000000001"}, "--quota-warn option requires a number"},
            {{"-Vx"}, "no such option: -Vx"},
            {{"-z"}, "no such option: -z"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}, usageErrorOf(c.words));
    }

    void refusesWhatDoesNotGoTogether()
    {
        struct Case
        {
            Words words;
            const char* text;
        };

        const Case cases[]{
            {{"-u", "a", "-G", "b"}, "cannot combine options: --user, --group"},
            {{"--create", "--delete", "-u", "a"}, "cannot combine options: --create, --delete"},
            {{"--list-users", "-u", "a"}, "cannot combine options: --user, --list-users"},
            {{"--delete", "-u", "a", "--email", "x"}, "cannot combine options: --delete, --email"},
            {{"-G", "a", "--password", "x"}, "cannot combine options: --group, --password"},
            {{"-u", "a", "--password", "x", "--password-prompt"},
             "cannot combine options: --password, --password-prompt"},
            {{"--email", "x"}, "--email option requires --user or --group"},
            {{"--quota-warn", "5"}, "--quota-warn option requires --user or --company"},
            {{"-G", "a", "--create-store"}, "cannot combine options: --group, --create-store"},
            {{"-S", "a", "--delete"}, "cannot combine options: --store, --delete"},
            {{"-u", "a", "-f", "Inbox"}, "--folder option requires --add-permission"},
            {{"--from", "x"}, "--from option requires --create"},
            {{"--from", "x", "--create", "-u", "a"}, "cannot combine options: --from, --user"},
            {{"-u", "a", "--old-password", "x"}, "--old-password option requires --password"},
            {{"--password", "x"}, "--password option requires --user"},
            {{"--create"}, "--create option requires --user or --group or --company"},
            {{}, "no object or action specified"},
            {{"-c", "admin.cfg"}, "no object or action specified"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}, failureOf(c.words));
    }

    void namesWhatIsNotThereYet()
    {
        struct Case
        {
            Words words;
            const char* text;
        };

        const Case cases[]{
            {{"-u", "a", "--mr-accept", "yes"}, "not supported yet: --mr-accept"},
            {{"-u", "a", "--ooo-active", "yes"}, "not supported yet: --ooo"},
            {{"-u", "a", "--add-delegation", "b"}, "not supported yet: --add-delegation"},
            {{"-u", "a", "--hook-archive", "b"}, "not supported yet: --hook-archive"},
            {{"-u", "a", "--email", "b", "--reset-folder-count"},
             "not supported yet: --reset-folder-count"}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_EQUAL(std::string{c.text}, failureOf(c.words));
    }

    void suggestsTheNearestOption()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"no such option: --emial (did you mean --email?)"},
                             usageErrorOf({"--emial=x"}));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"no such option: --list-user (did you mean --list-users?)"},
            usageErrorOf({"--list-user"}));
        CPPUNIT_ASSERT_EQUAL(std::string{"no such option: --xyzzyxyzzy"},
                             usageErrorOf({"--xyzzyxyzzy"}));
        usageErrorOf({"--" + std::string(100'000, 'a')});
    }

    void takesTheManualsMisprint()
    {
        const Arguments arguments{{"-u", "a", "--quota-warb", "5"}};
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, arguments.number("quota-warn").value());
        CPPUNIT_ASSERT_EQUAL(std::string{"note: --quota-warb is taken as --quota-warn"},
                             arguments.notes().at(0));
        CPPUNIT_ASSERT((Arguments{{"-u", "a", "--quota-warn", "5"}}.notes().empty()));
    }

    void readsFromAFileWithoutObject()
    {
        const Arguments arguments{{"--create", "--from", "users"}};
        CPPUNIT_ASSERT_EQUAL(kGlobal, arguments.kind());
        CPPUNIT_ASSERT(arguments.names().empty());
    }

    void knowsEachNameAndLetterOnce()
    {
        for (const OptionRow& row : optionTable())
        {
            CPPUNIT_ASSERT_MESSAGE(row.name, findOption(kc::sv{row.name}) == &row);
            if (row.letter != 0)
                CPPUNIT_ASSERT_MESSAGE(row.name, findOption(row.letter) == &row);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ArgumentsTest);
