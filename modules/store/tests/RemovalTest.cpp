// SPDX-License-Identifier: Apache-2.0
// What was removed is seen by nobody and counts for nothing, can be restored as it was, and is gone
// for good once it is purged.
#include "NightlyPurge.h"
#include "OpenStore.h"
#include "Tables.h"

#include <ctime>

using namespace kc::store::test;
using kc::sv;

namespace
{

constexpr kc_id kNoRemoval = 77;

/// Seconds since 1970 of a local time of day.
std::int64_t localTime(int hour, int minute = 0)
{
    std::tm local{};
    local.tm_year = 126;
    local.tm_mday = 15;
    local.tm_hour = hour;
    local.tm_min = minute;
    local.tm_isdst = -1;
    return std::mktime(&local);
}

} // namespace

class RemovalTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(RemovalTest);
    CPPUNIT_TEST(expungedMessagesAreListedAsTheyWere);
    CPPUNIT_TEST(messagesOfARemovedMailboxAreListedWithItsName);
    CPPUNIT_TEST(whatMovedIsNotRemoved);
    CPPUNIT_TEST(listingEndsWhenTheReceiverHasEnough);
    CPPUNIT_TEST(restoredMessagesAreTheSameMessages);
    CPPUNIT_TEST(aRemovalThatIsRestoredIsGone);
    CPPUNIT_TEST(onlyTheOwnAccountsMailboxesTakeThemBack);
    CPPUNIT_TEST(fullAccountsAndMailboxesTakeNothingBack);
    CPPUNIT_TEST(purgeTakesTheOldestFirstAndNoMoreThanItMay);
    CPPUNIT_TEST(purgeGoesByTheTimeOfRemoval);
    CPPUNIT_TEST(purgeThatFailsIsGoneOnWith);
    CPPUNIT_TEST(copiesSurviveThePurge);
    CPPUNIT_TEST(nightIsFromTwoToSix);
    CPPUNIT_TEST(nightlyPurgeKeepsTheLifetime);
    CPPUNIT_TEST_SUITE_END();

    kc_id account() { return client().account(1); }

    std::vector<Removed> removed() { return client().removed(account()); }

    /// So many messages into principal 1's inbox, all of them expunged in one call.
    kc_id removeSome(int messages)
    {
        for (int i = 0; i < messages; ++i)
            client().append(inbox(), plainMessage(100), KC_FLAG_DELETED);
        CPPUNIT_ASSERT(!client().expunge(inbox()).empty());
        return removed().back().removal;
    }

    void expungedMessagesAreListedAsTheyWere()
    {
        client().append(inbox(), plainMessage(300), KC_FLAG_DELETED | KC_FLAG_SEEN, "$Label1 b",
                        99);
        client().append(inbox(), plainMessage(400));
        client().append(inbox(), plainMessage(500), KC_FLAG_DELETED);
        const std::vector<Message> before = client().list(inbox(), KC_MESSAGE_SUMMARY);
        const std::int64_t now = std::time(nullptr);
        CPPUNIT_ASSERT(client().expunge(inbox()) == (Uids{1, 3}));
        const std::vector<Removed> all = client().removed(account(), KC_MESSAGE_SUMMARY);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
        for (const Removed& one : all)
        {
            const Message& was = before[one.message.uid - 1];
            CPPUNIT_ASSERT(one.removal == all[0].removal && one.mailbox == inbox());
            CPPUNIT_ASSERT(one.name == "INBOX" && one.removed >= now && one.removed <= now + 5);
            CPPUNIT_ASSERT(one.message.email == was.email && one.message.flags == was.flags);
            CPPUNIT_ASSERT(one.message.keywords == was.keywords);
            CPPUNIT_ASSERT(one.message.received == was.received && one.message.saved == was.saved);
            CPPUNIT_ASSERT(one.message.summary == was.summary && !was.summary.empty());
        }
        CPPUNIT_ASSERT(!client().text(all[0].removal, 1)); // it is no mailbox
        CPPUNIT_ASSERT(client().removed(client().account(2)).empty());
    }

    void messagesOfARemovedMailboxAreListedWithItsName()
    {
        CPPUNIT_ASSERT(client().create(account(), "a/b").ok());
        const kc_id box = client().mailbox(account(), "a/b").id;
        client().append(box, plainMessage(100), KC_FLAG_DELETED);
        client().append(box, plainMessage(200));
        client().expunge(box);
        CPPUNIT_ASSERT(client().store.rename(client().context, account(), "a/b", "c").ok());
        CPPUNIT_ASSERT(client().store.remove(client().context, account(), "c").ok());
        const std::vector<Removed> all = removed();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
        for (const Removed& one : all)
            CPPUNIT_ASSERT_EQUAL(sv{one.message.uid == 1 ? "a/b" : "c"}, sv{one.name});
        CPPUNIT_ASSERT(all[0].mailbox == box && all[1].mailbox == box);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, client().quota(account()).messages);
    }

    void whatMovedIsNotRemoved()
    {
        client().append(inbox(), plainMessage(100), KC_FLAG_DELETED);
        client().append(inbox(), plainMessage(200));
        CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 1}}, sent(), KC_MOVE).ok());
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, client().inbox(2), KC_MOVE).ok());
        CPPUNIT_ASSERT(removed().empty());
        CPPUNIT_ASSERT_EQUAL(0u, client().purge());
    }

    void listingEndsWhenTheReceiverHasEnough()
    {
        removeSome(3);
        removeSome(3);
        int seen = 0;
        const auto two = [&](const kc_removed&) { return ++seen < 2; };
        CPPUNIT_ASSERT(client().removals.list(client().context, account(), 0, two).ok());
        CPPUNIT_ASSERT_EQUAL(2, seen);
    }

    void restoredMessagesAreTheSameMessages()
    {
        const std::string text = mixedMessage({base64(noise(40'000, 1))});
        client().append(inbox(), "first", KC_FLAG_DELETED);
        client().append(inbox(), text, KC_FLAG_DELETED | KC_FLAG_SEEN, "$Label1", 99);
        const kc_id email = client().list(inbox())[1].email;
        client().expunge(inbox());
        const kc_id removal = removed()[0].removal;
        std::vector<kc_transferred> uids;
        CPPUNIT_ASSERT(client().restore(removal, {{2, 7}}, inbox(), &uids).ok());
        CPPUNIT_ASSERT(uids.size() == 1 && uids[0].from == 2 && uids[0].to == 3);
        const Message back = client().list(inbox())[0];
        CPPUNIT_ASSERT(back.uid == 3 && back.email == email && back.flags == KC_FLAG_SEEN);
        CPPUNIT_ASSERT(back.keywords == "$Label1" && back.received == 99 &&
                       back.saved > 1'700'000'000);
        CPPUNIT_ASSERT(client().text(inbox(), 3) == text);
        CPPUNIT_ASSERT(row(inbox()).messages == 1 && row(inbox()).octets == text.size());
        CPPUNIT_ASSERT(row(inbox()).unseen == 0 && row(inbox()).deleted == 0);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{text.size()}, client().quota(account()).octets);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, removed().size()); // the other one
        CPPUNIT_ASSERT_EQUAL(1u, client().purge());
        CPPUNIT_ASSERT(client().text(inbox(), 3) == text);
    }

    void aRemovalThatIsRestoredIsGone()
    {
        const kc_id removal = removeSome(3);
        CPPUNIT_ASSERT(client().restore(removal, {{9, 9}}, sent()).ok()); // nothing has that uid
        CPPUNIT_ASSERT(client().restore(removal, kAll, sent()).ok());
        CPPUNIT_ASSERT(client().uids(sent()) == (Uids{1, 2, 3}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_removal"));
        CPPUNIT_ASSERT(client().restore(removal, kAll, sent()) == KC_ENOTFOUND);
    }

    void onlyTheOwnAccountsMailboxesTakeThemBack()
    {
        const kc_id removal = removeSome(1);
        CPPUNIT_ASSERT(client().restore(removal, kAll, client().inbox(2)) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().restore(removal, kAll, inbox() + 100) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().restore(kNoRemoval, kAll, inbox()) == KC_ENOTFOUND);
        // A mailbox's own messages are no removal.
        client().append(sent(), plainMessage(100));
        CPPUNIT_ASSERT(client().restore(sent(), kAll, inbox()) == KC_ENOTFOUND);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, removed().size());
    }

    void fullAccountsAndMailboxesTakeNothingBack()
    {
        client().append(inbox(), plainMessage(1024 * 1024), KC_FLAG_DELETED);
        client().expunge(inbox());
        client().append(inbox(), plainMessage(1024 * 1024));
        store().directory.standard.hard = 1024 * 1024;
        const kc_id into = inbox();
        client().actAs(1);
        const kc_id removal = removed()[0].removal;
        CPPUNIT_ASSERT(client().restore(removal, kAll, into) == KC_EQUOTA);
        store().directory.standard.hard = 0;
        client().actAs(KC_ID_SYSTEM);
        store().execute("UPDATE st_mailbox SET uid_next = 4294967295 WHERE name = 'Sent'");
        CPPUNIT_ASSERT(client().restore(removal, kAll, sent()) == KC_ETOOBIG);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, removed().size());
        CPPUNIT_ASSERT(client().restore(removal, kAll, inbox()).ok());
    }

    void purgeTakesTheOldestFirstAndNoMoreThanItMay()
    {
        removeSome(350);
        removeSome(50);
        store().execute("UPDATE st_removal SET removed = id");
        CPPUNIT_ASSERT_EQUAL(340u, client().purge(INT64_MAX, 340));
        CPPUNIT_ASSERT_EQUAL(std::size_t{60}, removed().size());
        CPPUNIT_ASSERT_EQUAL(341u, removed()[0].message.uid);
        CPPUNIT_ASSERT_EQUAL(20u, client().purge(INT64_MAX, 20));
        CPPUNIT_ASSERT_EQUAL(361u, removed()[0].message.uid);
        CPPUNIT_ASSERT_EQUAL(40u, client().purge(INT64_MAX, 41));
        for (const char* table :
             {"SELECT COUNT(*) FROM st_email", "SELECT COUNT(*) FROM st_message",
              "SELECT COUNT(*) FROM st_removal"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(table, std::int64_t{0}, store().number(table));
        CPPUNIT_ASSERT_EQUAL(0u, client().purge());
    }

    void purgeGoesByTheTimeOfRemoval()
    {
        removeSome(2);
        store().execute("UPDATE st_removal SET removed = 1000");
        removeSome(3);
        CPPUNIT_ASSERT_EQUAL(0u, client().purge(999));
        CPPUNIT_ASSERT_EQUAL(2u, client().purge(1000));
        CPPUNIT_ASSERT_EQUAL(0u, client().purge(1000));
        CPPUNIT_ASSERT_EQUAL(3u,
                             client().purge(store().number("SELECT MAX(removed) FROM st_removal")));
    }

    void purgeThatFailsIsGoneOnWith()
    {
        removeSome(300);
        FaultySql::failAfter = 700; // in one of the later transactions
        CPPUNIT_ASSERT_THROW(client().purge(), kc::Fault);
        FaultySql::failAfter = FaultySql::kNever;
        const std::size_t left = removed().size();
        CPPUNIT_ASSERT(left > 0 && left < 300);
        CPPUNIT_ASSERT_EQUAL(static_cast<std::int64_t>(left),
                             store().number("SELECT COUNT(*) FROM st_email"));
        store().reopen();
        setClient();
        CPPUNIT_ASSERT_EQUAL(static_cast<std::uint32_t>(left), client().purge());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void copiesSurviveThePurge()
    {
        client().append(inbox(), plainMessage(3000), KC_FLAG_DELETED);
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_COPY).ok());
        client().expunge(inbox());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_shared"));
        CPPUNIT_ASSERT_EQUAL(1u, client().purge());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_shared"));
        CPPUNIT_ASSERT(client().text(sent(), 1) == plainMessage(3000));
    }

    void nightIsFromTwoToSix()
    {
        for (const auto& [hour, minute, isNight] :
             {std::tuple{0, 0, false}, {1, 59, false}, {2, 0, true}, {5, 59, true}, {6, 0, false}})
            CPPUNIT_ASSERT_EQUAL(isNight, kc::store::isNight(localTime(hour, minute)));
    }

    void nightlyPurgeKeepsTheLifetime()
    {
        constexpr std::int64_t kDay = 24 * 60 * 60;
        kc::store::Tables tables{kc::Sql{store().kernel().service(KC_SQL)},
                                 client().context,
                                 nullptr,
                                 store().directory,
                                 false,
                                 kc::Log{store().kernel().host()}};
        kc::store::NightlyPurge nightly{tables.reclaimer, kc::Log{store().kernel().host()}};
        const auto left = [&] { return removed().size(); };
        const std::int64_t night = localTime(3), day = localTime(12);
        removeSome(2);
        const std::string age =
            "UPDATE st_removal SET removed = " + std::to_string(night - 7 * kDay);
        store().execute(age.c_str());
        nightly.look(client().context, night + 99 * kDay); // 0, the default: never
        nightly.setLifetime(8);
        nightly.look(client().context, night);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, left());
        nightly.setLifetime(7);
        nightly.look(client().context, day);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, left());
        nightly.look(client().context, night);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, left());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RemovalTest);
