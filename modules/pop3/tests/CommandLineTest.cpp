// SPDX-License-Identifier: Apache-2.0
// What is a command, its words and its numbers, and what is none.
#include "CommandLine.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace kc::pop3
{

class CommandLineTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CommandLineTest);
    CPPUNIT_TEST(keepsTheBlanksOfAPassword);
    CPPUNIT_TEST(refusesControlCharacters);
    CPPUNIT_TEST(countsWords);
    CPPUNIT_TEST(readsNumbersOfDigitsOnly);
    CPPUNIT_TEST_SUITE_END();

public:
    void keepsTheBlanksOfAPassword()
    {
        const auto command = parseCommand("PASS  two  words ");
        CPPUNIT_ASSERT_EQUAL(sv{"PASS"}, command->keyword);
        CPPUNIT_ASSERT_EQUAL(sv{" two  words "}, command->argument);
        CPPUNIT_ASSERT_EQUAL(sv{}, parseCommand("QUIT")->argument);
        CPPUNIT_ASSERT_EQUAL(sv{}, parseCommand("")->keyword);
    }

    void refusesControlCharacters()
    {
        using namespace std::string_literals;
        for (const std::string& bad : {"NOOP\0"s, "USER a\nb"s, "USER a\rb"s, "\x7f"s, "LIST\t1"s})
            CPPUNIT_ASSERT_MESSAGE(bad, !parseCommand(bad));
        CPPUNIT_ASSERT(parseCommand("USER j\xc3\xb6rg"));
    }

    void countsWords()
    {
        struct Row
        {
            sv text;
            std::size_t fewest, most;
            bool fits;
        };
        for (const Row& row : std::initializer_list<Row>{{"", 0, 0, true},
                                                         {" ", 0, 0, true},
                                                         {"1", 0, 0, false},
                                                         {"1", 1, 1, true},
                                                         {"1 ", 1, 1, true},
                                                         {"", 1, 1, false},
                                                         {"1 2", 1, 1, false},
                                                         {"1 2", 2, 2, true},
                                                         {"1  2", 2, 2, false},
                                                         {" 1 2", 2, 2, false},
                                                         {"1 2 3", 2, 2, false}})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{row.text}, row.fits,
                                         parseWords(row.text, row.fewest, row.most).has_value());
    }

    void readsNumbersOfDigitsOnly()
    {
        CPPUNIT_ASSERT_EQUAL(4294967295U, *parseNumber("4294967295"));
        CPPUNIT_ASSERT_EQUAL(7U, *parseNumber("007"));
        for (const sv bad : {"", "-1", "+1", "4294967296", "1x", "0x1", " 1"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !parseNumber(bad));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CommandLineTest);

} // namespace kc::pop3
