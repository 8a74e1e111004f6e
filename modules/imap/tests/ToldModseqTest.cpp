// SPDX-License-Identifier: Apache-2.0
// A client never believes to know of more changes than it has been told.
#include "mailbox/ToldModseq.h"
#include "mailbox/MailboxView.h"
#include "wire/SequenceSet.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::imap::test
{

class ToldModseqTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ToldModseqTest);
    CPPUNIT_TEST(saysNothingWhileTheClientIsRight);
    CPPUNIT_TEST(lowersWhatTheClientWouldBelieve);
    CPPUNIT_TEST(raisesAgainWhatItLowered);
    CPPUNIT_TEST(forgetsWhatWasSaidBeforeAnAnnouncement);
    CPPUNIT_TEST(subtractsSets);
    CPPUNIT_TEST(tellsVanishedMessagesAsRanges);
    CPPUNIT_TEST_SUITE_END();

public:
    void saysNothingWhileTheClientIsRight()
    {
        ToldModseq told{10};
        told.said(12);
        told.completed(12);
        CPPUNIT_ASSERT(!told.correction());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, told.highestSaid());
        told.completed(20); // the client knows less: it will ask again, and lose nothing
        CPPUNIT_ASSERT(!told.correction());
    }

    void lowersWhatTheClientWouldBelieve()
    {
        ToldModseq told{10};
        told.said(15);
        told.completed(11);
        CPPUNIT_ASSERT(told.correction() == std::uint64_t{11});
        CPPUNIT_ASSERT(!told.correction());
    }

    void raisesAgainWhatItLowered()
    {
        ToldModseq told{99}; // RFC 7162 §6, the example
        told.said(103);
        told.said(101);
        CPPUNIT_ASSERT(told.correction() == std::uint64_t{99});
        told.said(104);
        CPPUNIT_ASSERT(told.correction() == std::uint64_t{99});
        told.completed(104);
        CPPUNIT_ASSERT(told.correction() == std::uint64_t{104});
        CPPUNIT_ASSERT(!told.correction());
    }

    void forgetsWhatWasSaidBeforeAnAnnouncement()
    {
        ToldModseq told{10};
        told.said(15);
        told.completed(12);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{12}, told.announce());
        CPPUNIT_ASSERT(!told.correction());
    }

    void subtractsSets()
    {
        struct
        {
            UidRanges all, others;
            std::string left;
        } const rows[]{
            {{{1, 9}}, {}, "1:9"},
            {{{1, 9}}, {{3, 4}, {6, 6}}, "1:2,5,7:9"},
            {{{1, 9}}, {{1, 9}}, ""},
            {{{5, 9}, {20, 30}}, {{1, 6}, {9, 21}, {30, UINT32_MAX}}, "7:8,22:29"},
            {{{1, UINT32_MAX}}, {{2, UINT32_MAX}}, "1"},
            {{{1, 3}, {5, 5}}, {{4, 4}}, "1:3,5"},
        };
        for (const auto& row : rows)
            CPPUNIT_ASSERT_EQUAL(row.left, uidText(without(row.all, row.others)));
    }

    void tellsVanishedMessagesAsRanges()
    {
        kc_mailbox mailbox{};
        MailboxView view{mailbox, Access::ReadWrite};
        for (std::uint32_t uid = 1; uid <= 6; ++uid)
            view.add(uid);
        (void)view.takeNewExists();
        for (const std::uint32_t uid : {5U, 2U, 3U, 9U, 3U})
            view.vanish(uid);
        CPPUNIT_ASSERT_EQUAL(std::string{"2:3,5"}, uidText(view.takeVanished(100)));
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{3}, view.exists());
        CPPUNIT_ASSERT(!view.takeNewExists()); // VANISHED said it
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ToldModseqTest);

} // namespace kc::imap::test
