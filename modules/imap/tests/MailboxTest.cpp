// SPDX-License-Identifier: Apache-2.0
// Names, patterns, flags, and the view that a client has of a mailbox.
#include "mailbox/Flags.h"
#include "mailbox/MailboxName.h"
#include "mailbox/MailboxPattern.h"
#include "mailbox/MailboxView.h"
#include "mailbox/UidCursor.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>
#include <vector>

namespace kc::imap::test
{

namespace
{

MailboxView viewOf(std::initializer_list<std::uint32_t> uids)
{
    kc_mailbox mailbox{};
    mailbox.id = 1;
    mailbox.modseq = 5;
    MailboxView view{mailbox, Access::ReadWrite};
    for (const std::uint32_t uid : uids)
        view.add(uid);
    view.takeNewExists();
    return view;
}

using Numbers = std::vector<std::uint32_t>;

} // namespace

class MailboxTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(MailboxTest);
    CPPUNIT_TEST(convertsNamesBothWays);
    CPPUNIT_TEST(refusesNamesThatAreNotWellFormed);
    CPPUNIT_TEST(showsNamesThatAreNoUtf8);
    CPPUNIT_TEST(knowsTheInboxInAnyCase);
    CPPUNIT_TEST(normalizesNames);
    CPPUNIT_TEST(quotesNamesInUtf8);
    CPPUNIT_TEST(matchesPatterns);
    CPPUNIT_TEST(matchesManyWildcardsInBoundedTime);
    CPPUNIT_TEST(joinsFlagsAndKeywords);
    CPPUNIT_TEST(numbersExpungesOneAfterTheOther);
    CPPUNIT_TEST(holdsExpungesUpToALimit);
    CPPUNIT_TEST(neverAddsWhatWasThereBefore);
    CPPUNIT_TEST(tellsExistsOnlyWhenTheClientCountsOtherwise);
    CPPUNIT_TEST(mapsNumbersToUids);
    CPPUNIT_TEST(listOfUidsIsWhatAPlainOneWouldBe);
    CPPUNIT_TEST(tellsEachChangedMessageOnceInPieces);
    CPPUNIT_TEST(allVanishInPieces);
    CPPUNIT_TEST(goesThroughUidsInPieces);
    CPPUNIT_TEST_SUITE_END();

public:
    void convertsNamesBothWays()
    {
        struct
        {
            sv outside, inside;
        } const rows[]{
            {"INBOX", "INBOX"},
            {"a&-b", "a&b"},
            {"~peter/mail/&U,BTFw-/&ZeVnLIqe-",
             "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"},
            {"Entw&APw-rfe", "Entw\xc3\xbcrfe"},
            {"&2D3cqQ-", "\xf0\x9f\x92\xa9"},
            {"&AOkA6A-", "\xc3\xa9\xc3\xa8"},
        };
        for (const auto& row : rows)
        {
            CPPUNIT_ASSERT_EQUAL(std::string{row.inside}, fromModifiedUtf7(row.outside).value());
            CPPUNIT_ASSERT_EQUAL(std::string{row.outside}, toModifiedUtf7(row.inside));
        }
    }

    void refusesNamesThatAreNotWellFormed()
    {
        for (const sv bad : {"&", "&AP", "&A-", "&AGE-", "&2D0-", "&3Kk-", "&AP+-", "a\nb",
                             "\xc3\xbc", "&AAA-", "&APw-&APw-", "&AP8B-", "&====-"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !fromModifiedUtf7(bad));
    }

    void showsNamesThatAreNoUtf8()
    {
        for (const sv bad :
             {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{bad}, sv{"&,,"},
                                         sv{toModifiedUtf7(bad)}.substr(0, 3));
    }

    void knowsTheInboxInAnyCase()
    {
        for (const NameForm form : {NameForm::ModifiedUtf7, NameForm::Utf8})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{"INBOX"}, mailboxName("iNbOx", form).value());
            CPPUNIT_ASSERT_EQUAL(std::string{"INBOX/a"}, mailboxName("inbox/a/", form).value());
            CPPUNIT_ASSERT_EQUAL(std::string{"inboxes"}, mailboxName("inboxes", form).value());
            CPPUNIT_ASSERT(!mailboxName("", form));
        }
    }

    void normalizesNames()
    {
        const std::string composed = "Entwu\u0308rfe"; // u and a diaeresis of its own
        CPPUNIT_ASSERT_EQUAL(std::string{"Entw\u00fcrfe"},
                             mailboxName(composed, NameForm::Utf8).value());
        CPPUNIT_ASSERT_EQUAL(std::string{"Entw\u00fcrfe"},
                             mailboxName("Entwu&Awg-rfe", NameForm::ModifiedUtf7).value());
        CPPUNIT_ASSERT_EQUAL(std::string{"&AOQ-"}, mailboxName("&AOQ-", NameForm::Utf8).value());
        for (const sv bad : {"\xff", "a\xc3", "\xed\xa0\x80"})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !mailboxName(bad, NameForm::Utf8));
    }

    void quotesNamesInUtf8()
    {
        std::string out;
        appendName(out, spelledName("a&\u00fc\"", NameForm::Utf8));
        CPPUNIT_ASSERT_EQUAL(std::string{"\"a&\u00fc\\\"\""}, out);
        out.clear();
        appendName(out, spelledName("a&\u00fc\"", NameForm::ModifiedUtf7));
        CPPUNIT_ASSERT_EQUAL(std::string{"\"a&-&APw-\\\"\""}, out);
        out.clear();
        appendName(out, "\u00fc\r\n");
        CPPUNIT_ASSERT_EQUAL(std::string{"{4}\r\n\u00fc\r\n"}, out);
    }

    void matchesPatterns()
    {
        struct
        {
            sv pattern, name;
            bool matches;
        } const rows[]{
            {"*", "a/b", true},         {"%", "a/b", false},     {"%", "a", true},
            {"a/%", "a/b", true},       {"a/%", "a/b/c", false}, {"a*c", "a/b/c", true},
            {"%/%", "a/b", true},       {"%/%", "a", false},     {"", "a", false},
            {"inbox", "INBOX", true},   {"inb%", "INBOX", true}, {"sent", "Sent", false},
            {"*%", "a/b", true},        {"%*", "a/b", true},     {"a%b%c", "a1b2c", true},
            {"a%b%c", "a1/b2c", false}, {"*b", "ab/ab", true},   {"a", "ab", false},
            {"%%%", "a", true},         {"**", "", true},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{row.pattern} + " " + std::string{row.name},
                                         row.matches,
                                         MailboxPattern{row.pattern}.matches(row.name));
    }

    void matchesManyWildcardsInBoundedTime()
    {
        std::string pattern;
        for (int i = 0; i < 1000; ++i)
            pattern += i % 2 == 0 ? "*a" : "%a";
        MailboxPattern matcher{pattern + "b"};
        CPPUNIT_ASSERT(!matcher.matches(std::string(5000, 'a')));
        CPPUNIT_ASSERT(matcher.matches(std::string(5000, 'a') + "b"));
    }

    void joinsFlagsAndKeywords()
    {
        const auto names = parseFlags({"\\seen", "$Work", "\\Deleted", "$work", "x"});
        CPPUNIT_ASSERT(names.has_value());
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{KC_FLAG_SEEN | KC_FLAG_DELETED}, names->flags);
        CPPUNIT_ASSERT_EQUAL(std::string{"$Work x"}, names->keywords);
        CPPUNIT_ASSERT_EQUAL(std::string{"\\Deleted \\Seen $Work x"},
                             flagText(names->flags, names->keywords));
        CPPUNIT_ASSERT(!parseFlags({"\\Recent"}));
        CPPUNIT_ASSERT(tooManyKeywords(std::string(101, 'k')));
        CPPUNIT_ASSERT(!tooManyKeywords(std::string(100, 'k')));
    }

    void numbersExpungesOneAfterTheOther()
    {
        MailboxView view = viewOf({10, 20, 30, 40, 50});
        for (const std::uint32_t uid : {40U, 10U, 20U, 20U, 99U})
            view.vanish(uid);
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{5}, view.exists()); // held
        CPPUNIT_ASSERT(view.takeExpunged(100) == (Numbers{1, 1, 2}));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{2}, view.exists());
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{2}, view.numberOf(50));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{0}, view.numberOf(10));
        CPPUNIT_ASSERT(!view.hasExpunged());
    }

    void holdsExpungesUpToALimit()
    {
        MailboxView view = viewOf({1, 2, 3, 4});
        view.vanishAll();
        CPPUNIT_ASSERT(view.takeExpunged(3) == (Numbers{1, 1, 1}));
        CPPUNIT_ASSERT(view.hasExpunged());
        CPPUNIT_ASSERT(view.takeExpunged(3) == Numbers{1});
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{0}, view.exists());
    }

    void neverAddsWhatWasThereBefore()
    {
        MailboxView view = viewOf({1, 5});
        view.vanish(5);
        (void)view.takeExpunged(1);
        CPPUNIT_ASSERT(!view.add(5));
        CPPUNIT_ASSERT(!view.add(1));
        CPPUNIT_ASSERT(view.add(6));
    }

    void tellsExistsOnlyWhenTheClientCountsOtherwise()
    {
        MailboxView view = viewOf({1, 2});
        CPPUNIT_ASSERT(!view.takeNewExists());
        view.vanish(1);
        (void)view.takeExpunged(1);
        CPPUNIT_ASSERT(!view.takeNewExists()); // EXPUNGE said it
        view.add(7);
        CPPUNIT_ASSERT(view.takeNewExists());
        CPPUNIT_ASSERT(!view.takeNewExists());
    }

    void mapsNumbersToUids()
    {
        const MailboxView view = viewOf({10, 20, 30});
        const auto numbers = view.uidsOfNumbers(*SequenceSet::parse("2:*"));
        CPPUNIT_ASSERT(numbers && numbers->size() == 1);
        CPPUNIT_ASSERT_EQUAL(20U, numbers->front().first);
        CPPUNIT_ASSERT_EQUAL(30U, numbers->front().last);
        CPPUNIT_ASSERT(!view.uidsOfNumbers(*SequenceSet::parse("4")));
        const auto beyond = view.uidsOfUids(*SequenceSet::parse("31:*"));
        CPPUNIT_ASSERT(beyond.size() == 1 && beyond[0].first == 30 && beyond[0].last == 30);
        CPPUNIT_ASSERT(view.uidsOfUids(*SequenceSet::parse("31:99")).empty());
        CPPUNIT_ASSERT(viewOf({}).uidsOfNumbers(*SequenceSet::parse("1:*"))->empty());
    }

    /// Runs against a vector of uids, through random additions and removals.
    void listOfUidsIsWhatAPlainOneWouldBe()
    {
        std::mt19937 random{51};
        UidList list;
        Numbers plain;
        for (std::uint32_t round = 0, next = 1; round < 300; ++round)
        {
            next += static_cast<std::uint32_t>(random() % 4);
            const auto last = static_cast<std::uint32_t>(next + random() % 5);
            list.append({next, last});
            for (; next <= last; ++next)
                plain.push_back(next);
            UidRanges gone;
            std::erase_if(plain,
                          [&](std::uint32_t uid)
                          {
                              const bool goes = random() % 40 == 0;
                              if (goes)
                                  addUid(gone, uid);
                              return goes;
                          });
            if (round % 3 == 0)
                addUid(gone, next + 7); // is not there
            list.remove(gone);
            CPPUNIT_ASSERT_EQUAL(plain.size(), std::size_t{list.size()});
            CPPUNIT_ASSERT_EQUAL(plain.empty() ? 0 : plain.back(), list.last());
            for (std::uint32_t uid = 0, number = 0; uid <= next; ++uid)
            {
                const bool is = number < plain.size() && plain[number] == uid;
                number += is ? 1 : 0;
                CPPUNIT_ASSERT_EQUAL(is ? number : 0, list.numberOf(uid));
                CPPUNIT_ASSERT(!is || list.uidOf(number) == uid);
            }
            for (const auto& [first, end] : list.ranges())
                CPPUNIT_ASSERT(list.numberOf(first - 1) == 0 && list.numberOf(end + 1) == 0);
        }
    }

    void tellsEachChangedMessageOnceInPieces()
    {
        MailboxView view = viewOf({2, 3, 5, 6, 7, 9});
        for (const std::uint32_t uid : {7U, 3U, 4U, 6U, 3U, 9U, 2U})
            view.change(uid);
        CPPUNIT_ASSERT_EQUAL(std::string{"2:3,6"}, uidText(view.firstChanged(3)));
        view.dropChanged(3);
        CPPUNIT_ASSERT_EQUAL(std::string{"7,9"}, uidText(view.firstChanged(3)));
        view.dropChanged(3);
        CPPUNIT_ASSERT(!view.hasChanged());
    }

    void allVanishInPieces()
    {
        MailboxView view = viewOf({2, 3, 5, 6, 7, 9});
        view.vanishAll();
        CPPUNIT_ASSERT(view.takeExpunged(4) == (Numbers{1, 1, 1, 1}));
        CPPUNIT_ASSERT(view.exists() == 2 && view.uidOf(1) == 7 && view.hasExpunged());
        CPPUNIT_ASSERT_EQUAL(std::string{"7,9"}, uidText(view.takeVanished(4)));
        CPPUNIT_ASSERT(view.exists() == 0 && !view.takeNewExists());
        CPPUNIT_ASSERT(!view.add(9) && view.add(10));
    }

    void goesThroughUidsInPieces()
    {
        UidCursor cursor{{{1, 5}, {8, 9}, {20, UINT32_MAX}}};
        cursor.passed(3);
        CPPUNIT_ASSERT_EQUAL(4U, cursor.rest().p[0].first);
        cursor.passed(8);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, cursor.rest().n);
        CPPUNIT_ASSERT_EQUAL(9U, cursor.rest().p[0].first);
        cursor.passed(UINT32_MAX);
        CPPUNIT_ASSERT(cursor.atEnd());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MailboxTest);

} // namespace kc::imap::test
