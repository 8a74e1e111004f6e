// SPDX-License-Identifier: Apache-2.0
// What SELECT tells, and opening many messages at once.
#include "OpenStore.h"

using namespace kc::store::test;

class SelectionTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(SelectionTest);
    CPPUNIT_TEST(uidsFollowFromWhatVanished);
    CPPUNIT_TEST(messagesAreNotRead);
    CPPUNIT_TEST(gapThatWasNotWrittenDownCostsAListing);
    CPPUNIT_TEST(renamedInboxWritesItsGapsDown);
    CPPUNIT_TEST(firstUnseenIsFoundAtEitherEnd);
    CPPUNIT_TEST(firstUnseenInTheMiddleOfManyIsLeftOut);
    CPPUNIT_TEST(keywordsOfAMailboxAreThoseThatItsMessagesHadEver);
    CPPUNIT_TEST(veryManyKeywordsAreNotAllNoted);
    CPPUNIT_TEST(selectOfAMailboxThatIsGone);
    CPPUNIT_TEST(manyAreOpenedUpToALimit);
    CPPUNIT_TEST(whatIsNotThereIsNotOpened);
    CPPUNIT_TEST(damagedMessageFailsAfterThoseBeforeIt);
    CPPUNIT_TEST(faultOfTheDatabaseIsAFault);
    CPPUNIT_TEST_SUITE_END();

    Attachments kind() const override { return Attachments::None; }

    static bool same(const Ranges& a, const Ranges& b)
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const kc_uid_range& x, const kc_uid_range& y)
                          { return x.first == y.first && x.last == y.last; });
    }

    void fill(std::size_t messages)
    {
        CPPUNIT_ASSERT(client().tryAppend(inbox(), std::vector<std::string>(messages, "x")).ok());
    }

    void remove(const Ranges& ranges)
    {
        client().setFlags(inbox(), ranges, KC_FLAGS_ADD, KC_FLAG_DELETED);
        (void)client().expunge(inbox(), ranges);
    }

    void uidsFollowFromWhatVanished()
    {
        CPPUNIT_ASSERT(client().select(inbox()).ranges.empty());
        fill(20);
        CPPUNIT_ASSERT(same(client().select(inbox()).ranges, {{1, 20}}));
        remove({{9, 10}});
        remove({{1, 2}, {11, 11}, {20, 20}});
        const Selected selected = client().select(inbox());
        CPPUNIT_ASSERT(same(selected.ranges, {{3, 8}, {12, 19}}));
        CPPUNIT_ASSERT(selected.now.uidNext == 21 && selected.now.messages == 14);
        CPPUNIT_ASSERT_EQUAL(client().changes(inbox(), 0).now.modseq, selected.now.modseq);
        remove({{1, 100}});
        CPPUNIT_ASSERT(client().select(inbox()).ranges.empty());
    }

    /// The rows are hidden behind its back, and it does not see that.
    void messagesAreNotRead()
    {
        fill(5);
        client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_SEEN);
        store().execute("UPDATE st_message SET mailbox = -mailbox");
        CPPUNIT_ASSERT(same(client().select(inbox()).ranges, {{1, 5}}));
    }

    void gapThatWasNotWrittenDownCostsAListing()
    {
        fill(9);
        remove({{3, 3}, {6, 7}});
        store().execute("DELETE FROM st_vanished");
        CPPUNIT_ASSERT(same(client().select(inbox()).ranges, {{1, 2}, {4, 5}, {8, 9}}));
        store().execute("UPDATE st_mailbox SET uid_next = 50");
        CPPUNIT_ASSERT(same(client().select(inbox()).ranges, {{1, 2}, {4, 5}, {8, 9}}));
    }

    void renamedInboxWritesItsGapsDown()
    {
        fill(9);
        remove({{1, 1}, {5, 7}});
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "INBOX", "Old").ok());
        const kc_id old = client().mailbox(account, "Old").id;
        CPPUNIT_ASSERT(same(client().select(old).ranges, {{2, 4}, {8, 9}}));
        CPPUNIT_ASSERT_EQUAL(
            std::int64_t{4},
            store().number("SELECT SUM(v.last - v.first + 1) FROM st_vanished v JOIN st_mailbox b"
                           " ON b.id = v.mailbox WHERE b.name = 'Old'"));
        CPPUNIT_ASSERT(client().select(inbox()).ranges.empty());
        CPPUNIT_ASSERT_EQUAL(10u, client().append(inbox(), "x"));
        CPPUNIT_ASSERT(same(client().select(inbox()).ranges, {{10, 10}}));
    }

    std::uint32_t firstUnseen() { return client().select(inbox()).firstUnseen; }

    void see(const Ranges& ranges)
    {
        client().setFlags(inbox(), ranges, KC_FLAGS_ADD, KC_FLAG_SEEN);
    }

    void firstUnseenIsFoundAtEitherEnd()
    {
        CPPUNIT_ASSERT_EQUAL(0u, firstUnseen());
        fill(10);
        CPPUNIT_ASSERT_EQUAL(1u, firstUnseen());
        remove({{1, 2}});
        see({{1, 8}});
        CPPUNIT_ASSERT_EQUAL(9u, firstUnseen());
        see({{1, 10}});
        CPPUNIT_ASSERT_EQUAL(0u, firstUnseen());
        client().setFlags(inbox(), {{4, 4}}, KC_FLAGS_REMOVE, KC_FLAG_SEEN);
        CPPUNIT_ASSERT_EQUAL(4u, firstUnseen());
    }

    void firstUnseenInTheMiddleOfManyIsLeftOut()
    {
        fill(10'400);
        see({{1, 10'399}});
        CPPUNIT_ASSERT_EQUAL(10'400u, firstUnseen());
        client().setFlags(inbox(), {{5'200, 5'200}}, KC_FLAGS_REMOVE, KC_FLAG_SEEN);
        CPPUNIT_ASSERT_EQUAL(0u, firstUnseen());
        client().setFlags(inbox(), {{5'000, 5'000}}, KC_FLAGS_REMOVE, KC_FLAG_SEEN);
        CPPUNIT_ASSERT_EQUAL(5'000u, firstUnseen());
    }

    void keywordsOfAMailboxAreThoseThatItsMessagesHadEver()
    {
        const auto keywords = [&](kc_id mailbox) { return client().select(mailbox).now.keywords; };
        client().append(inbox(), "x", 0, "work $Junk");
        fill(3);
        CPPUNIT_ASSERT_EQUAL(std::string{"$Junk work"}, keywords(inbox()));
        client().setFlags(inbox(), {{2, 2}}, KC_FLAGS_ADD, 0, "WORK a");
        client().setFlags(inbox(), {{3, 3}}, KC_FLAGS_REPLACE, 0, "b");
        client().setFlags(inbox(), {{4, 4}}, KC_FLAGS_REMOVE, 0, "never");
        client().setFlags(inbox(), {{9, 9}}, KC_FLAGS_ADD, 0, "nobody");
        client().setFlags(inbox(), {{1, 1}}, KC_FLAGS_REPLACE, 0);
        CPPUNIT_ASSERT_EQUAL(std::string{"$Junk a b work"}, keywords(inbox()));
        CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 3}}, sent(), KC_COPY).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"a b WORK"}, keywords(sent()));
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "INBOX", "Old").ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"$Junk a b work"},
                             keywords(client().mailbox(account, "Old").id));
    }

    void veryManyKeywordsAreNotAllNoted()
    {
        fill(1);
        for (char c = 'a'; c < 'a' + 8; ++c)
            client().setFlags(inbox(), kAll, KC_FLAGS_REPLACE, 0, std::string(4'000, c));
        const std::string noted = client().select(inbox()).now.keywords;
        CPPUNIT_ASSERT(noted.size() > 16'000 && noted.size() < 17'000);
        CPPUNIT_ASSERT(noted.starts_with("aaa") && noted.ends_with("ddd"));
    }

    void selectOfAMailboxThatIsGone()
    {
        std::uint32_t unseen = 0;
        int pushed = 0;
        const kc::Status status = client().mail.select(
            client().context, 12345, [&](const kc_mailbox&) { ++pushed; },
            [&](const kc_uid_range&) { ++pushed; }, unseen);
        CPPUNIT_ASSERT(status.code() == KC_ENOTFOUND && pushed == 0 && unseen == 0);
    }

    void manyAreOpenedUpToALimit()
    {
        std::vector<std::string> all;
        for (std::uint32_t i = 0; i < 10; ++i)
            all.push_back(plainMessage(20'000, i));
        CPPUNIT_ASSERT(client().tryAppend(inbox(), all).ok());
        const auto opened = client().texts(inbox(), {{2, 3}, {5, 20}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{8}, opened.size());
        for (const auto& [uid, text] : opened)
            CPPUNIT_ASSERT(text == all[uid - 1]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, client().texts(inbox(), kAll, 60'000).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().texts(inbox(), {{7, 7}, {9, 9}}, 0).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                             client().texts(inbox(), {{7, 7}, {9, 9}, {10, 10}}, 30'000).size());
    }

    void whatIsNotThereIsNotOpened()
    {
        fill(3);
        remove({{1, 1}, {3, 3}});
        const auto opened = client().texts(inbox(), {{1, 1}, {2, 2}, {3, 3}}, 0);
        CPPUNIT_ASSERT(opened.size() == 1 && opened.contains(2));
        CPPUNIT_ASSERT(client().texts(12345, kAll).empty());
    }

    void damagedMessageFailsAfterThoseBeforeIt()
    {
        fill(4);
        store().execute("UPDATE st_content SET layout = x'07' WHERE id ="
                        " (SELECT MAX(id) FROM st_content) - 1");
        Uids opened;
        const auto take = [&](const kc_opened& one)
        {
            const kc::Reader reader{one.message};
            opened.push_back(one.uid);
        };
        CPPUNIT_ASSERT_THROW(
            (void)client().mail.openEach(client().context, inbox(), {&kAll[0], 1}, 1'000'000, take),
            kc::Fault);
        CPPUNIT_ASSERT(opened == (Uids{1, 2}));
    }

    void faultOfTheDatabaseIsAFault()
    {
        fill(4);
        const kc_id box = inbox();
        for (int after = 0; after < 4; ++after)
        {
            FaultySql::failAfter = after;
            std::uint32_t unseen = 0;
            const auto now = [](const kc_mailbox&) {};
            const auto uids = [](const kc_uid_range&) {};
            if (after < 3)
                CPPUNIT_ASSERT_THROW(
                    (void)client().mail.select(client().context, box, now, uids, unseen),
                    kc::Fault);
            else
                CPPUNIT_ASSERT(client().mail.select(client().context, box, now, uids, unseen).ok());
            FaultySql::failAfter = FaultySql::kNever;
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SelectionTest);
