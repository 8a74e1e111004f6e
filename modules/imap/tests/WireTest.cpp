// SPDX-License-Identifier: Apache-2.0
// The small parsers: arguments, sets, dates, search over pieces.
#include "search/OctetSearch.h"
#include "wire/ArgReader.h"
#include "wire/DateTime.h"
#include "wire/SequenceSet.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace kc::imap::test
{

namespace
{

std::string shown(const UidRanges& ranges)
{
    std::string text;
    for (const auto& [first, last] : ranges)
        text += std::to_string(first) + ":" + std::to_string(last) + " ";
    return text;
}

} // namespace

class WireTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(WireTest);
    CPPUNIT_TEST(readsAstringsOfEachForm);
    CPPUNIT_TEST(refusesWhatIsNoAstring);
    CPPUNIT_TEST(readsListMailboxesWithWildcards);
    CPPUNIT_TEST(readsNumbersUpToTheirLimit);
    CPPUNIT_TEST(readsFlagLists);
    CPPUNIT_TEST(resolvesSequenceSets);
    CPPUNIT_TEST(refusesWhatIsNoSequenceSet);
    CPPUNIT_TEST(findsNumbersInRanges);
    CPPUNIT_TEST(writesUidListsInOrder);
    CPPUNIT_TEST(readsDates);
    CPPUNIT_TEST(writesDatesAsItReadsThem);
    CPPUNIT_TEST(findsTextAcrossPieces);
    CPPUNIT_TEST_SUITE_END();

public:
    void readsAstringsOfEachForm()
    {
        struct
        {
            sv input, text, rest;
        } const rows[]{
            {"abc]d e", "abc]d", " e"},
            {"\"a b\" c", "a b", " c"},
            {"\"\\\"\\\\\"", "\"\\", ""},
            {"\"\"x", "", "x"},
            {"{3}\r\na\r\nb", "a\r\n", "b"},
            {"{0+}\r\nx", "", "x"},
            {"\"gr\xc3\xbc\xc3\x9f\"", "gr\xc3\xbc\xc3\x9f", ""},
        };
        for (const auto& row : rows)
        {
            ArgReader args{row.input};
            const auto text = args.astring();
            CPPUNIT_ASSERT_MESSAGE(std::string{row.input}, text.has_value());
            CPPUNIT_ASSERT_EQUAL(std::string{row.text}, *text);
            CPPUNIT_ASSERT_EQUAL(row.rest, args.rest());
        }
    }

    void refusesWhatIsNoAstring()
    {
        using namespace std::string_view_literals;
        for (const sv bad : {""sv, " a"sv, "(a"sv, "\""sv, "\"a"sv, "\"a\\x\""sv, "\"a\\"sv,
                             "\"a\nb\""sv, "\"a\0b\""sv, "{3}\r\nab"sv, "{3}ab"sv, "{1}\r\n\0"sv,
                             "{x}\r\na"sv, "%"sv, "\x80"sv, "{1} {1}\r\na"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !ArgReader{bad}.astring());
    }

    void readsListMailboxesWithWildcards()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"a%/*"}, ArgReader{"a%/* x"}.listMailbox().value());
        CPPUNIT_ASSERT_EQUAL(std::string{"*"}, ArgReader{"\"*\""}.listMailbox().value());
    }

    void readsNumbersUpToTheirLimit()
    {
        CPPUNIT_ASSERT_EQUAL(UINT32_MAX, ArgReader{"4294967295"}.number().value());
        CPPUNIT_ASSERT(!ArgReader{"4294967296"}.number());
        CPPUNIT_ASSERT(!ArgReader{"-1"}.number());
        CPPUNIT_ASSERT(!ArgReader{"18446744073709551616"}.number64());
    }

    void readsFlagLists()
    {
        ArgReader args{"(\\Seen $a b) x"};
        const auto flags = args.flagList();
        CPPUNIT_ASSERT(flags && flags->size() == 3);
        CPPUNIT_ASSERT_EQUAL(sv{"\\Seen"}, flags->front());
        CPPUNIT_ASSERT_EQUAL(sv{" x"}, args.rest());
        CPPUNIT_ASSERT(ArgReader{"()"}.flagList()->empty());
        for (const sv bad : {"(", "(a", "(a ", "( a)", "(a  b)", "(\\)", "a"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !ArgReader{bad}.flagList());
    }

    void resolvesSequenceSets()
    {
        struct
        {
            sv input, ranges;
        } const rows[]{
            {"1", "1:1 "},
            {"3:1", "1:3 "},
            {"*", "9:9 "},
            {"5:*", "5:9 "},
            {"*:12", "9:12 "},
            {"1,2,4:5,3", "1:5 "},
            {"7,1:2,2:3", "1:3 7:7 "},
            {"1:4294967295,5", "1:4294967295 "},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL(std::string{row.ranges},
                                 shown(SequenceSet::parse(row.input)->resolve(9)));
    }

    void refusesWhatIsNoSequenceSet()
    {
        for (const sv bad : {"", "0", "1:0", ",", "1,", ",1", ":", "1:", ":1", "1:2:3", "**", "a",
                             "4294967296", "1 2", "-1", "+1"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !SequenceSet::parse(bad));
    }

    void findsNumbersInRanges()
    {
        const UidRanges ranges{{2, 4}, {8, UINT32_MAX}};
        for (const std::uint32_t in : {2U, 3U, 4U, 8U, UINT32_MAX})
            CPPUNIT_ASSERT(contains(ranges, in));
        for (const std::uint32_t out : {0U, 1U, 5U, 7U})
            CPPUNIT_ASSERT(!contains(ranges, out));
    }

    void writesUidListsInOrder()
    {
        UidListWriter list;
        for (const std::uint32_t uid : {3U, 4U, 5U, 9U, 1U, 2U})
            list.add(uid);
        CPPUNIT_ASSERT_EQUAL(std::string{"3:5,9,1:2"}, list.finish());
    }

    void readsDates()
    {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{837'596'665},
                             parseDateTime("17-Jul-1996 02:44:25 -0700").value());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, parseDateTime(" 1-Jan-1970 01:00:00 +0100").value());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{31}, parseDay("1-feb-1970").value());
        for (const sv bad : {"", "17-Jul-1996 02:44:25", "17-Jul-1996 24:00:00 +0000",
                             "30-Feb-1996 00:00:00 +0000", "17-Jux-1996 02:44:25 -0700",
                             "17-Jul-1996 02:44:25 -07x0", "  -Jul-1996 02:44:25 +0000"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !parseDateTime(bad));
        for (const sv bad : {"", "1-Jan", "1-Jan-70", "0-Jan-1970", "001-Jan-1970", "-Jan-1970"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !parseDay(bad));
    }

    void writesDatesAsItReadsThem()
    {
        for (const std::int64_t time :
             {std::int64_t{0}, std::int64_t{-1}, std::int64_t{951'782'400}, std::int64_t{1} << 33})
            CPPUNIT_ASSERT_EQUAL(time, parseDateTime(formatDateTime(time)).value());
        CPPUNIT_ASSERT_EQUAL(std::size_t{26}, formatDateTime(INT64_MAX).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{26}, formatDateTime(INT64_MIN).size());
    }

    void findsTextAcrossPieces()
    {
        const std::string text = "xxNEEDxxNEEDLExx";
        for (std::size_t piece = 1; piece <= text.size(); ++piece)
        {
            OctetSearch search{"NEEDLE", TextPlace::Header, 0};
            for (std::size_t i = 0; i < text.size(); i += piece)
                search.feed(TextPlace::Header, sv{text}.substr(i, piece));
            CPPUNIT_ASSERT(search.found());
        }
        OctetSearch body{"B", TextPlace::Body, 0};
        body.feed(TextPlace::Header, "B");
        CPPUNIT_ASSERT(!body.found());
        OctetSearch apart{"AB", TextPlace::Header, 0};
        apart.feed(TextPlace::Body, "A");
        apart.endText();
        apart.feed(TextPlace::Body, "B");
        CPPUNIT_ASSERT(!apart.found());
        CPPUNIT_ASSERT(OctetSearch("", TextPlace::Body, 0).found());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WireTest);

} // namespace kc::imap::test
