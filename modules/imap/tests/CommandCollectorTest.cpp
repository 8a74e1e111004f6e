// SPDX-License-Identifier: Apache-2.0
#include "wire/CommandCollector.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <utility>
#include <vector>

namespace kc::imap::test
{

namespace
{

constexpr CommandLimits kSmall{40, 20, 60, 100, 50};

struct Heard
{
    CollectorEvent event;
    std::string text;
    std::string message;
};

std::string octetsOf(const Command& command)
{
    std::string octets(200, '\0');
    octets.resize(command.message ? command.message->read(0, octets) : 0);
    return octets;
}

/// All events of an input that comes in pieces of `piece` octets.
std::vector<Heard> listen(sv input, std::size_t piece, CommandLimits limits = kSmall)
{
    CommandCollector collector{limits, "/tmp"};
    std::vector<Heard> heard;
    for (std::size_t i = 0; i < input.size(); i += piece)
    {
        sv bytes = input.substr(i, piece);
        while (!bytes.empty())
        {
            std::size_t used = 0;
            const CollectorEvent event = collector.feed(bytes, used);
            bytes.remove_prefix(used);
            if (event == CollectorEvent::NeedMore)
                break;
            const bool ends = event != CollectorEvent::Continue;
            Command command = ends ? collector.take() : Command{};
            heard.push_back({event, command.text, octetsOf(command)});
        }
    }
    return heard;
}

using enum CollectorEvent;

} // namespace

class CommandCollectorTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CommandCollectorTest);
    CPPUNIT_TEST(readsAnnouncementsOfLiterals);
    CPPUNIT_TEST(rejectsAnythingButDigitsWithOptionalPlus);
    CPPUNIT_TEST(putsLiteralsInPlace);
    CPPUNIT_TEST(keepsTheMessageOfAppendApart);
    CPPUNIT_TEST(takesLimitsAndRefusesOneMore);
    CPPUNIT_TEST(neverTakesSkippedOctetsForCommands);
    CPPUNIT_TEST(givesLinesWithoutLiteralsWhenOneIsExpected);
    CPPUNIT_TEST_SUITE_END();

public:
    void readsAnnouncementsOfLiterals()
    {
        const auto head = parseLiteralHead("a1 LOGIN {12+}");
        CPPUNIT_ASSERT(head && head->size == 12 && !head->synchronizing && head->length == 5);
        CPPUNIT_ASSERT(parseLiteralHead("{0}")->synchronizing);
        CPPUNIT_ASSERT_EQUAL(UINT64_MAX, parseLiteralHead("{99999999999999999999}")->size);
    }

    void rejectsAnythingButDigitsWithOptionalPlus()
    {
        for (const sv bad :
             {"", "{", "}", "{}", "{+}", "{-1}", "{1x}", "{ 1}", "{1++}", "{1}x", "1}", "{+1}"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !parseLiteralHead(bad));
    }

    void putsLiteralsInPlace()
    {
        for (const std::size_t piece : {1UL, 2UL, 3UL, 100UL})
        {
            const auto heard = listen("a {3}\r\nx\r\n{1+}\r\ny z\r\nb\r\n", piece);
            CPPUNIT_ASSERT_EQUAL(std::size_t{3}, heard.size());
            CPPUNIT_ASSERT(heard[0].event == Continue);
            CPPUNIT_ASSERT_EQUAL(std::string{"a {3}\r\nx\r\n{1+}\r\ny z"}, heard[1].text);
            CPPUNIT_ASSERT_EQUAL(std::string{"b"}, heard[2].text);
        }
    }

    void keepsTheMessageOfAppendApart()
    {
        struct
        {
            sv input, text, message;
        } const rows[]{
            {"a append b {3+}\r\nxyz\r\n", "a append b {3+}\r\n", "xyz"},
            {"a APPEND {1+}\r\nb {3+}\r\nxyz\r\n", "a APPEND {1+}\r\nb {3+}\r\n", "xyz"},
            {"a APPENDS b {3+}\r\nxyz\r\n", "a APPENDS b {3+}\r\nxyz", ""},
            {"a APPEND b {1+}\r\nx {1+}\r\ny\r\n", "a APPEND b {1+}\r\n {1+}\r\n", "xy"},
        };
        for (const auto& row : rows)
        {
            const auto heard = listen(row.input, 1);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, heard.size());
            CPPUNIT_ASSERT_EQUAL(std::string{row.text}, heard[0].text);
            CPPUNIT_ASSERT_EQUAL(std::string{row.message}, heard[0].message);
        }
    }

    void takesLimitsAndRefusesOneMore()
    {
        struct
        {
            std::string input;
            CollectorEvent event;
        } const rows[]{
            {std::string(40, 'x') + "\r\n", Complete},
            {std::string(41, 'x') + "\r\n", TooLong},
            {"a {20+}\r\n" + std::string(20, 'x') + "\r\n", Complete},
            {"a {21+}\r\n" + std::string(21, 'x') + "\r\n", LiteralTooBig},
            {"a {50+}\r\n" + std::string(50, 'x') + "\r\n", LiteralTooBig},
            {"a {51+}\r\n", Overflow},
            {"a APPEND b {100+}\r\n" + std::string(100, 'x') + "\r\n", Complete},
            {"a APPEND b {101}\r\n", MessageTooBig},
            {"a APPEND b {101+}\r\n", Overflow},
            // all literals of a command together
            {"a {15+}\r\n" + std::string(15, 'x') + " {15+}\r\n" + std::string(15, 'x') +
                 " {15+}\r\n" + std::string(15, 'x') + "\r\n",
             LiteralTooBig},
        };
        for (const auto& row : rows)
            for (const std::size_t piece : {1UL, 1000UL})
            {
                const auto heard = listen(row.input, piece);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(row.input, std::size_t{1}, heard.size());
                CPPUNIT_ASSERT_MESSAGE(row.input, heard[0].event == row.event);
            }
    }

    void neverTakesSkippedOctetsForCommands()
    {
        const std::string longLine(50, 'x');
        for (const std::string& input :
             {"a " + longLine + " {9+}\r\nb DELETE x\r\nc\r\n",
              "a " + longLine + "{3+}\r\nb\r\n\r\nc\r\n",
              "a {21+}\r\n" + std::string(21, 'x') + " {3+}\r\nb\r\n\r\nc\r\n"})
            for (const std::size_t piece : {1UL, 5UL, 1000UL})
            {
                const auto heard = listen(input, piece);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(input, std::size_t{2}, heard.size());
                CPPUNIT_ASSERT_EQUAL(sv{"a "}, sv{heard[0].text}.substr(0, 2));
                CPPUNIT_ASSERT_EQUAL(std::string{"c"}, heard[1].text);
            }
    }

    void givesLinesWithoutLiteralsWhenOneIsExpected()
    {
        CommandCollector collector{kSmall, "/tmp"};
        collector.expectLine();
        std::size_t used = 0;
        CPPUNIT_ASSERT(collector.feed("{5+}\r\nx\r\n", used) == Complete);
        CPPUNIT_ASSERT_EQUAL(std::string{"{5+}"}, collector.take().text);
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, used);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CommandCollectorTest);

} // namespace kc::imap::test
