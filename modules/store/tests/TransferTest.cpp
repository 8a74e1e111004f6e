// SPDX-License-Identifier: Apache-2.0
// kc.store.mail/1: messages that are copied, moved and expunged.
#include "OpenStore.h"

using namespace kc::store::test;

class TransferTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(TransferTest);
    CPPUNIT_TEST(copySharesTheEmail);
    CPPUNIT_TEST(copyIntoItselfWorks);
    CPPUNIT_TEST(moveLeavesNothingBehind);
    CPPUNIT_TEST(transferToAnotherAccountMakesNewEmails);
    CPPUNIT_TEST(moveToAnotherAccountLeavesNothingBehind);
    CPPUNIT_TEST(expungeTakesOnlyDeletedOnesOfTheSet);
    CPPUNIT_TEST(lastPurgeFreesContentAndAttachment);
    CPPUNIT_TEST(purgeOfManyFreesAllOfThem);
    CPPUNIT_TEST_SUITE_END();

    void copySharesTheEmail()
    {
        const std::string text = mixedMessage({base64(noise(40'000, 1))});
        client().append(inbox(), text, KC_FLAG_SEEN, "k", 77);
        client().append(inbox(), plainMessage(100));
        std::vector<kc_transferred> pairs;
        CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 1}}, sent(), KC_COPY, &pairs).ok());
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_COPY, &pairs).ok());
        CPPUNIT_ASSERT(pairs.size() == 3 && pairs[0].from == 1 && pairs[0].to == 1 &&
                       pairs[1].from == 1 && pairs[1].to == 2 && pairs[2].to == 3);
        const Message copy = client().list(sent())[0];
        CPPUNIT_ASSERT_EQUAL(client().list(inbox())[0].email, copy.email);
        CPPUNIT_ASSERT(copy.flags == KC_FLAG_SEEN && copy.keywords == "k" && copy.received == 77);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT(row(sent()).messages == 3 && row(sent()).unseen == 1);
        for (const kc_id mailbox : {inbox(), sent()})
        {
            client().setFlags(mailbox, kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
            CPPUNIT_ASSERT(client().text(mailbox, 1) == text);
            client().expunge(mailbox, {{2, UINT32_MAX}});
            CPPUNIT_ASSERT(client().text(mailbox, 1) == text);
            client().expunge(mailbox);
            client().purge();
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_shared"));
        CPPUNIT_ASSERT(store().attachments.references.empty());
    }

    void copyIntoItselfWorks()
    {
        client().append(inbox(), plainMessage(100));
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, inbox(), KC_COPY).ok());
        CPPUNIT_ASSERT(client().uids(inbox()) == (Uids{1, 2}));
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, inbox(), KC_MOVE).ok());
        CPPUNIT_ASSERT(client().uids(inbox()) == (Uids{3, 4}));
        CPPUNIT_ASSERT_EQUAL(2u, row(inbox()).messages);
    }

    void moveLeavesNothingBehind()
    {
        for (int i = 0; i < 5; ++i)
            client().append(inbox(), plainMessage(100), i % 2 == 0 ? KC_FLAG_SEEN : 0);
        const std::uint64_t before = row(inbox()).modseq;
        const kc_id email = client().list(inbox())[1].email;
        std::vector<kc_transferred> pairs;
        CPPUNIT_ASSERT(client().transfer(inbox(), {{2, 3}, {5, 9}}, sent(), KC_MOVE, &pairs).ok());
        CPPUNIT_ASSERT(pairs.size() == 3 && pairs[2].from == 5 && pairs[2].to == 3);
        CPPUNIT_ASSERT(client().uids(inbox()) == (Uids{1, 4}));
        CPPUNIT_ASSERT_EQUAL(email, client().list(sent())[0].email);
        CPPUNIT_ASSERT(row(inbox()).messages == 2 && row(inbox()).unseen == 1);
        CPPUNIT_ASSERT(row(sent()).messages == 3 && row(sent()).unseen == 1);
        CPPUNIT_ASSERT(client().changes(inbox(), before).vanished == (Uids{2, 3, 5}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_shared"));
        CPPUNIT_ASSERT(client().transfer(inbox(), {{2, 3}}, sent(), KC_MOVE).ok());
    }

    void transferToAnotherAccountMakesNewEmails()
    {
        const std::string text = mixedMessage({base64(noise(40'000, 1))});
        client().append(inbox(), text, KC_FLAG_FLAGGED, "k", 5);
        const kc_id other = client().inbox(2);
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, other, KC_COPY).ok());
        const Message copy = client().list(other, KC_MESSAGE_SUMMARY)[0];
        CPPUNIT_ASSERT(copy.email != client().list(inbox())[0].email);
        CPPUNIT_ASSERT(copy.flags == KC_FLAG_FLAGGED && copy.keywords == "k" && copy.received == 5);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
        client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        client().expunge(inbox());
        CPPUNIT_ASSERT(client().text(other, 1) == text);
    }

    void moveToAnotherAccountLeavesNothingBehind()
    {
        client().append(inbox(), plainMessage(200));
        client().append(inbox(), plainMessage(300));
        const kc_id other = client().inbox(2);
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, other, KC_MOVE).ok());
        CPPUNIT_ASSERT(client().uids(inbox()).empty());
        CPPUNIT_ASSERT(client().text(other, 2) == plainMessage(300));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, store().number("SELECT COUNT(*) FROM st_email"));
        CPPUNIT_ASSERT(row(other).modseq == client().list(other)[1].modseq);
    }

    void expungeTakesOnlyDeletedOnesOfTheSet()
    {
        for (int i = 0; i < 6; ++i)
            client().append(inbox(), plainMessage(100), i < 4 ? KC_FLAG_DELETED : KC_FLAG_SEEN);
        const std::uint64_t before = row(inbox()).modseq;
        CPPUNIT_ASSERT(client().expunge(inbox(), {{2, 3}, {6, 6}}) == (Uids{2, 3}));
        CPPUNIT_ASSERT(client().uids(inbox()) == (Uids{1, 4, 5, 6}));
        CPPUNIT_ASSERT(row(inbox()).modseq > before && row(inbox()).messages == 4);
        const std::uint64_t after = row(inbox()).modseq;
        CPPUNIT_ASSERT(client().expunge(inbox(), {{2, 3}, {6, 6}}).empty());
        CPPUNIT_ASSERT_EQUAL(after, row(inbox()).modseq);
        CPPUNIT_ASSERT(!client().text(inbox(), 2));
        CPPUNIT_ASSERT_EQUAL(7u, client().append(inbox(), plainMessage(100)));
    }

    void lastPurgeFreesContentAndAttachment()
    {
        client().append(inbox(), mixedMessage({base64(noise(40'000, 1))}), KC_FLAG_DELETED);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachments.references.size());
        client().expunge(inbox());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachments.references.size());
        CPPUNIT_ASSERT_EQUAL(1u, client().purge());
        CPPUNIT_ASSERT(store().attachments.references.empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_email"));
    }

    void purgeOfManyFreesAllOfThem()
    {
        for (int i = 0; i < 1203; ++i)
            client().append(inbox(), plainMessage(100), i % 3 == 0 ? 0 : KC_FLAG_DELETED);
        CPPUNIT_ASSERT_EQUAL(std::size_t{802}, client().expunge(inbox()).size());
        CPPUNIT_ASSERT_EQUAL(401u, row(inbox()).messages);
        CPPUNIT_ASSERT_EQUAL(802u, client().purge());
        for (const char* sql : {"SELECT COUNT(*) FROM st_email", "SELECT COUNT(*) FROM st_content",
                                "SELECT COUNT(*) FROM st_message"})
            CPPUNIT_ASSERT_EQUAL(std::int64_t{401}, store().number(sql));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_removal"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{802}, client().changes(inbox(), 1).vanished.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TransferTest);
