// SPDX-License-Identifier: Apache-2.0
// kc.store.mail/1: messages in one account.
#include "OpenStore.h"

#include <kc/mime/Summary.h>

using namespace kc::store::test;
using kc::sv;

class MessageTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(MessageTest);
    CPPUNIT_TEST(appendGivesRisingUidsAndCounts);
    CPPUNIT_TEST(appendOfSeveralGivesUidsInOrder);
    CPPUNIT_TEST(appendOfSeveralIsAllOrNothing);
    CPPUNIT_TEST(saveDateIsOfTheMailbox);
    CPPUNIT_TEST(deletedMessagesAreCounted);
    CPPUNIT_TEST(everySampleComesBackThroughTheDatabase);
    CPPUNIT_TEST(listsRangesFieldsAndWhatChanged);
    CPPUNIT_TEST(listEndsWhenTheSinkHasEnough);
    CPPUNIT_TEST(failureOfTheSinkIsGivenBack);
    CPPUNIT_TEST(flagsAreAddedRemovedAndReplaced);
    CPPUNIT_TEST(keywordsAreAddedRemovedAndReplaced);
    CPPUNIT_TEST(unchangedMessagesKeepTheirModseq);
    CPPUNIT_TEST(unchangedSinceKeepsNewerOnesBack);
    CPPUNIT_TEST(changesTellArrivals);
    CPPUNIT_TEST(changesTellFlagsAndWhatVanished);
    CPPUNIT_TEST(goneMailboxIsNotFound);
    CPPUNIT_TEST(lastUidIsTheLast);
    CPPUNIT_TEST(damagedRowIsAFaultNotWrongMail);
    CPPUNIT_TEST_SUITE_END();

    void appendGivesRisingUidsAndCounts()
    {
        const std::string text = plainMessage(3000);
        CPPUNIT_ASSERT_EQUAL(1u, client().append(inbox(), text, 0, "b a", 1234567890));
        CPPUNIT_ASSERT_EQUAL(2u, client().append(inbox(), text, KC_FLAG_SEEN | KC_FLAG_DRAFT));
        const Mailbox now = row(inbox());
        CPPUNIT_ASSERT(now.messages == 2 && now.unseen == 1 && now.uidNext == 3);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2 * text.size()}, now.octets);
        const std::vector<Message> all = client().list(inbox());
        CPPUNIT_ASSERT(all[0].email != all[1].email && all[0].modseq < all[1].modseq);
        CPPUNIT_ASSERT_EQUAL(now.modseq, all[1].modseq);
        CPPUNIT_ASSERT(all[0].keywords == "a b" && all[0].received == 1234567890);
        CPPUNIT_ASSERT(all[1].flags == (KC_FLAG_SEEN | KC_FLAG_DRAFT));
    }

    void appendOfSeveralGivesUidsInOrder()
    {
        client().append(inbox(), "first");
        Uids uids;
        CPPUNIT_ASSERT(
            client()
                .tryAppend(inbox(), {plainMessage(100), plainMessage(9000), "three"}, &uids)
                .ok());
        CPPUNIT_ASSERT(uids == (Uids{2, 3, 4}));
        CPPUNIT_ASSERT(client().text(inbox(), 3) == plainMessage(9000));
        CPPUNIT_ASSERT(client().text(inbox(), 4) == "three");
        CPPUNIT_ASSERT(client().tryAppend(inbox(), {}).ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, client().uids(inbox()).size());
    }

    void appendOfSeveralIsAllOrNothing()
    {
        const kc_id box = inbox();
        store().execute("UPDATE st_mailbox SET uid_next = 4294967293 WHERE name = 'INBOX'");
        CPPUNIT_ASSERT(client().tryAppend(inbox(), {"a", "b", "c"}) == KC_ETOOBIG);
        CPPUNIT_ASSERT(client().uids(inbox()).empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        const std::uint64_t modseq = row(box).modseq;
        for (int after = 0; after < 11; ++after)
        {
            FaultySql::failAfter = after;
            CPPUNIT_ASSERT_THROW((void)client().tryAppend(box, {"a", "b"}), kc::Fault);
            FaultySql::failAfter = FaultySql::kNever;
        }
        CPPUNIT_ASSERT_EQUAL(modseq, row(inbox()).modseq);
        CPPUNIT_ASSERT(client().tryAppend(inbox(), {"a", "b"}).ok());
    }

    void saveDateIsOfTheMailbox()
    {
        const std::int64_t old = 1'000'000'000;
        const auto saved = [&](kc_id mailbox) { return client().list(mailbox).back().saved; };
        client().deliver(plainMessage(100), {to(1)}, old);
        CPPUNIT_ASSERT_EQUAL(old, saved(inbox()));
        for (const kc_transfer mode : {KC_COPY, KC_MOVE})
        {
            CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 1}}, sent(), mode).ok());
            CPPUNIT_ASSERT(saved(sent()) > old && client().list(sent()).back().received == old);
        }
        client().append(inbox(), "x", 0, "", old);
        CPPUNIT_ASSERT(saved(inbox()) > old && client().list(inbox()).back().received == old);
        client().deliver("y", {to(1)}, old);
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "INBOX", "Old").ok());
        CPPUNIT_ASSERT(saved(client().mailbox(account, "Old").id) > old);
    }

    void deletedMessagesAreCounted()
    {
        const auto counted = [&] { return row(inbox()).deleted; };
        for (const std::uint32_t flags : {KC_FLAG_DELETED, KC_FLAG_SEEN, KC_FLAG_DRAFT})
            client().append(inbox(), "x", flags);
        CPPUNIT_ASSERT_EQUAL(1u, counted());
        client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        CPPUNIT_ASSERT_EQUAL(3u, counted());
        client().setFlags(inbox(), {{1, 1}}, KC_FLAGS_REMOVE, KC_FLAG_DELETED, "k");
        CPPUNIT_ASSERT_EQUAL(2u, counted());
        client().setFlags(inbox(), {{2, 2}}, KC_FLAGS_REPLACE, 0);
        CPPUNIT_ASSERT_EQUAL(1u, counted());
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_COPY).ok());
        CPPUNIT_ASSERT_EQUAL(1u, row(sent()).deleted);
        client().expunge(inbox());
        CPPUNIT_ASSERT_EQUAL(0u, counted());
        CPPUNIT_ASSERT(client().transfer(sent(), kAll, inbox(), KC_MOVE).ok());
        CPPUNIT_ASSERT(counted() == 1 && row(sent()).deleted == 0);
    }

    void everySampleComesBackThroughTheDatabase()
    {
        const std::vector<Sample> all = samples();
        for (const Sample& sample : all)
            client().append(inbox(), sample.text);
        store().reopen();
        setClient();
        for (std::size_t i = 0; i < all.size(); ++i)
            CPPUNIT_ASSERT_MESSAGE(all[i].name, client().text(inbox(), static_cast<std::uint32_t>(
                                                                           i + 1)) == all[i].text);
    }

    void listsRangesFieldsAndWhatChanged()
    {
        for (std::size_t i = 1; i <= 9; ++i)
            client().append(inbox(), plainMessage(i * 100));
        const auto listed = [&](const Ranges& ranges, std::uint64_t since = 0)
        {
            Uids uids;
            for (const Message& one : client().list(inbox(), KC_MESSAGE_FLAGS, ranges, since))
                uids.push_back(one.uid);
            return uids;
        };
        CPPUNIT_ASSERT(listed({{2, 3}, {5, 5}, {9, UINT32_MAX}}) == (Uids{2, 3, 5, 9}));
        CPPUNIT_ASSERT(listed({}).empty() && listed({{10, 20}}).empty());
        const std::uint64_t modseq = client().list(inbox())[4].modseq;
        CPPUNIT_ASSERT(listed(kAll, modseq) == (Uids{6, 7, 8, 9}));
        for (const Message& one : client().list(inbox(), KC_MESSAGE_SUMMARY))
        {
            const auto summary = kc::mime::SummaryView::parse(one.summary);
            CPPUNIT_ASSERT(summary && summary->size == one.octets);
            CPPUNIT_ASSERT(one.octets == plainMessage(one.uid * 100).size());
        }
    }

    void listEndsWhenTheSinkHasEnough()
    {
        for (int i = 0; i < 5; ++i)
            client().append(inbox(), plainMessage(100));
        int pushed = 0;
        const Ranges ranges{{1, 2}, {3, 5}};
        CPPUNIT_ASSERT(client()
                           .mail
                           .list(client().context, inbox(), {ranges.data(), ranges.size()}, 0, 0,
                                 [&](const kc_message&) { return ++pushed < 2; })
                           .ok());
        CPPUNIT_ASSERT_EQUAL(2, pushed);
    }

    void failureOfTheSinkIsGivenBack()
    {
        client().append(inbox(), plainMessage(100));
        const auto refuse = [&](const kc_message&) -> bool {
            throw kc::Fault{KC_EDENIED, "no more"};
        };
        CPPUNIT_ASSERT(client().mail.list(client().context, inbox(), {kAll.data(), 1}, 0, 0,
                                          refuse) == KC_EDENIED);
    }

    void flagsAreAddedRemovedAndReplaced()
    {
        for (int i = 0; i < 3; ++i)
            client().append(inbox(), plainMessage(100), KC_FLAG_FLAGGED);
        const auto flags = [&](std::size_t i) { return client().list(inbox())[i].flags; };
        CPPUNIT_ASSERT(client().setFlags(inbox(), {{1, 2}}, KC_FLAGS_ADD, KC_FLAG_SEEN) ==
                       (Uids{1, 2}));
        CPPUNIT_ASSERT(flags(0) == (KC_FLAG_FLAGGED | KC_FLAG_SEEN) && flags(2) == 4);
        CPPUNIT_ASSERT_EQUAL(1u, row(inbox()).unseen);
        client().setFlags(inbox(), {{2, 3}}, KC_FLAGS_REMOVE, KC_FLAG_SEEN | KC_FLAG_FLAGGED);
        CPPUNIT_ASSERT(flags(1) == 0 && flags(2) == 0 && flags(0) == 5);
        CPPUNIT_ASSERT_EQUAL(2u, row(inbox()).unseen);
        client().setFlags(inbox(), kAll, KC_FLAGS_REPLACE, KC_FLAG_DELETED | KC_FLAG_SEEN | 1024);
        CPPUNIT_ASSERT(flags(0) == 9 && flags(1) == 9 && flags(2) == 9);
        CPPUNIT_ASSERT_EQUAL(0u, row(inbox()).unseen);
    }

    void keywordsAreAddedRemovedAndReplaced()
    {
        client().append(inbox(), plainMessage(100), 0, "a");
        client().append(inbox(), plainMessage(100), KC_FLAG_SEEN);
        const auto keywords = [&](std::size_t i) { return client().list(inbox())[i].keywords; };
        CPPUNIT_ASSERT(client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_SEEN, "b A") ==
                       (Uids{1, 2}));
        CPPUNIT_ASSERT(keywords(0) == "a b" && keywords(1) == "A b");
        CPPUNIT_ASSERT_EQUAL(0u, row(inbox()).unseen);
        CPPUNIT_ASSERT(client().setFlags(inbox(), kAll, KC_FLAGS_ADD, 0, "B").empty());
        client().setFlags(inbox(), {{2, 2}}, KC_FLAGS_REMOVE, KC_FLAG_SEEN, "a");
        CPPUNIT_ASSERT(keywords(0) == "a b" && keywords(1) == "b");
        client().setFlags(inbox(), kAll, KC_FLAGS_REPLACE, 0, "c");
        CPPUNIT_ASSERT(keywords(0) == "c" && keywords(1) == "c" && row(inbox()).unseen == 2);
        client().setFlags(inbox(), {{1, 1}}, KC_FLAGS_REPLACE, 0);
        CPPUNIT_ASSERT(keywords(0).empty());
    }

    void unchangedMessagesKeepTheirModseq()
    {
        client().append(inbox(), plainMessage(100), KC_FLAG_SEEN);
        client().append(inbox(), plainMessage(100));
        const std::vector<Message> before = client().list(inbox());
        CPPUNIT_ASSERT(client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_SEEN) == Uids{2});
        const std::vector<Message> after = client().list(inbox());
        CPPUNIT_ASSERT_EQUAL(before[0].modseq, after[0].modseq);
        CPPUNIT_ASSERT(after[1].modseq > before[1].modseq);
        CPPUNIT_ASSERT_EQUAL(after[1].modseq, row(inbox()).modseq);
        CPPUNIT_ASSERT(client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_SEEN).empty());
        CPPUNIT_ASSERT_EQUAL(after[1].modseq, row(inbox()).modseq);
    }

    void unchangedSinceKeepsNewerOnesBack()
    {
        for (int i = 0; i < 3; ++i)
            client().append(inbox(), plainMessage(100));
        const std::uint64_t modseq = row(inbox()).modseq;
        client().setFlags(inbox(), {{2, 2}}, KC_FLAGS_ADD, KC_FLAG_FLAGGED);
        for (const sv keyword : {"", "k"})
        {
            Uids kept;
            CPPUNIT_ASSERT(
                client()
                    .setFlags(inbox(), {{2, 2}}, KC_FLAGS_ADD, KC_FLAG_SEEN, keyword, modseq, &kept)
                    .empty());
            CPPUNIT_ASSERT(kept == Uids{2});
        }
        Uids kept;
        CPPUNIT_ASSERT(client().setFlags(inbox(), kAll, KC_FLAGS_REPLACE, KC_FLAG_SEEN, "", modseq,
                                         &kept) == (Uids{1, 3}));
        CPPUNIT_ASSERT(kept == Uids{2});
    }

    void changesTellArrivals()
    {
        client().append(inbox(), plainMessage(100));
        const std::uint64_t since = row(inbox()).modseq;
        CPPUNIT_ASSERT(client().changes(inbox(), since).uids.empty());
        client().append(inbox(), plainMessage(100));
        client().append(sent(), plainMessage(100));
        client().append(inbox(), plainMessage(100));
        const Changes changes = client().changes(inbox(), since);
        CPPUNIT_ASSERT(changes.uids == (Uids{2, 3}) && changes.vanished.empty());
        CPPUNIT_ASSERT(changes.now.messages == 3 && changes.now.modseq == row(inbox()).modseq);
        CPPUNIT_ASSERT(client().changes(inbox(), 0).uids == (Uids{1, 2, 3}));
    }

    void changesTellFlagsAndWhatVanished()
    {
        for (int i = 0; i < 5; ++i)
            client().append(inbox(), plainMessage(100), KC_FLAG_DELETED);
        const std::uint64_t first = row(inbox()).modseq;
        client().expunge(inbox(), {{2, 3}});
        const std::uint64_t second = row(inbox()).modseq;
        client().setFlags(inbox(), {{4, 4}}, KC_FLAGS_ADD, KC_FLAG_SEEN);
        client().append(inbox(), plainMessage(100));
        const Changes all = client().changes(inbox(), first);
        CPPUNIT_ASSERT(all.uids == (Uids{4, 6}) && all.vanished == (Uids{2, 3}));
        const Changes later = client().changes(inbox(), second);
        CPPUNIT_ASSERT(later.uids == (Uids{4, 6}) && later.vanished.empty());
    }

    void goneMailboxIsNotFound()
    {
        CPPUNIT_ASSERT(client().create(client().account(1), "a").ok());
        const kc_id gone = client().mailbox(client().account(1), "a").id;
        CPPUNIT_ASSERT(client().store.remove(client().context, client().account(1), "a").ok());
        auto& mail = client().mail;
        auto& context = client().context;
        const kc_uid_set all{kAll.data(), 1};
        const std::string text = plainMessage(100);
        TextReader source{text};
        const kc_reader reader = source.raw();
        const kc_append one{sizeof one, 0, {}, 0, &reader};
        const kc_flag_update update{sizeof update, KC_FLAGS_ADD, 1, {}, UINT64_MAX};
        kc_reader out{};
        const auto ignore = [](const auto&) {};
        CPPUNIT_ASSERT(mail.list(context, gone, all, 0, 0, ignore) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(mail.open(context, gone, 1, out) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(mail.append(context, gone, &one, 1, ignore) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(mail.setFlags(context, gone, all, update, ignore, ignore) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().transfer(gone, kAll, inbox(), KC_COPY) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, gone, KC_MOVE) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(mail.expunge(context, gone, all, ignore) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(mail.changes(context, gone, 0, ignore, ignore, ignore) == KC_ENOTFOUND);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void lastUidIsTheLast()
    {
        const kc_id full = inbox();
        store().execute("UPDATE st_mailbox SET uid_next = 4294967294 WHERE name = 'INBOX'");
        CPPUNIT_ASSERT_EQUAL(4294967294u, client().append(full, plainMessage(100)));
        TextReader source{"x"};
        const kc_reader reader = source.raw();
        const kc_append one{sizeof one, 0, {}, 0, &reader};
        CPPUNIT_ASSERT(client().mail.append(client().context, full, &one, 1,
                                            [](const kc_appended&) {}) == KC_ETOOBIG);
        CPPUNIT_ASSERT(client().transfer(full, kAll, full, KC_COPY) == KC_ETOOBIG);
        CPPUNIT_ASSERT(client().deliver("x", {to(1)})[0].status == KC_ETOOBIG);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void damagedRowIsAFaultNotWrongMail()
    {
        client().append(inbox(), plainMessage(3000));
        for (const char* damage : {"UPDATE st_content SET layout = x'02'",
                                   "UPDATE st_content SET layout = x'0100640000'",
                                   "UPDATE st_content SET layout = x'01008A0100'",
                                   "UPDATE st_content SET layout = x'01018A0100'"})
        {
            store().execute(damage);
            CPPUNIT_ASSERT_THROW(client().text(inbox(), 1), kc::Fault);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MessageTest);
