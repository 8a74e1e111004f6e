// SPDX-License-Identifier: Apache-2.0
// kc.store/1: accounts and mailboxes.
#include "OpenStore.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::store::test;
using kc::Status;
using kc::sv;
using Names = std::vector<std::string>;

class MailboxTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(MailboxTest);
    CPPUNIT_TEST(accountIsMadeOnceWithItsStandardMailboxes);
    CPPUNIT_TEST(findsMailboxesByNameTheInboxInAnyCase);
    CPPUNIT_TEST(createMakesMissingLevels);
    CPPUNIT_TEST(createRefusesWhatIsThereAndWhatIsNoName);
    CPPUNIT_TEST(nameUsedAgainHasAGreaterUidValidity);
    CPPUNIT_TEST(renameTakesAllThatIsBelow);
    CPPUNIT_TEST(renameRefusesWhatCannotBe);
    CPPUNIT_TEST(renamingTheInboxMovesItsMessages);
    CPPUNIT_TEST(removeKeepsTheInboxAndParents);
    CPPUNIT_TEST(purgeFreesMessagesOfARemovedMailbox);
    CPPUNIT_TEST(subscriptionIsKept);
    CPPUNIT_TEST(numberOfMailboxesIsLimited);
    CPPUNIT_TEST(removedAccountLeavesNothing);
    CPPUNIT_TEST(removalOfManyIsFinishedAfterARestart);
    CPPUNIT_TEST(nothingIsFoundInAnAccountThatIsNotThere);
    CPPUNIT_TEST_SUITE_END();

    void accountIsMadeOnceWithItsStandardMailboxes()
    {
        const kc_id account = client().account(1000);
        CPPUNIT_ASSERT_EQUAL(account, client().account(1000));
        CPPUNIT_ASSERT(account != client().account(1001));
        CPPUNIT_ASSERT(client().names(account) ==
                       (Names{"Drafts", "INBOX", "Junk", "Sent", "Trash"}));
        const Names roles{"drafts", "inbox", "junk", "sent", "trash"};
        std::size_t i = 0;
        for (const Mailbox& mailbox : client().mailboxes(account))
        {
            CPPUNIT_ASSERT_EQUAL(roles[i++], mailbox.role);
            CPPUNIT_ASSERT(mailbox.subscribed && mailbox.uidNext == 1 && mailbox.uidValidity > 0);
            CPPUNIT_ASSERT(mailbox.modseq > 0 && mailbox.messages == 0 && mailbox.octets == 0);
        }
        kc_id none = 0;
        CPPUNIT_ASSERT(client().store.account(client().context, 0, none) == KC_EINVAL);
    }

    void findsMailboxesByNameTheInboxInAnyCase()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT_EQUAL(client().mailbox(account, "INBOX").id,
                             client().mailbox(account, "inBox").id);
        for (const sv absent : {"sent", "Sent/x", "x", "", "a//b"})
            CPPUNIT_ASSERT_THROW(client().mailbox(account, absent), kc::Fault);
    }

    void createMakesMissingLevels()
    {
        const kc_id account = client().account(1);
        kc_id id = 0;
        CPPUNIT_ASSERT(client().store.create(client().context, account, "a/b/c", id).ok());
        CPPUNIT_ASSERT_EQUAL(id, client().mailbox(account, "a/b/c").id);
        CPPUNIT_ASSERT(client().names(account) ==
                       (Names{"Drafts", "INBOX", "Junk", "Sent", "Trash", "a", "a/b", "a/b/c"}));
        CPPUNIT_ASSERT(client().create(account, "inbox/sub").ok());
        CPPUNIT_ASSERT(client().mailbox(account, "INBOX/sub").id > 0);
    }

    void createRefusesWhatIsThereAndWhatIsNoName()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a").ok());
        CPPUNIT_ASSERT(client().create(account, "a") == KC_EEXISTS);
        CPPUNIT_ASSERT(client().create(account, "Inbox") == KC_EEXISTS);
        for (const sv bad : {"", "a*", "a//b", "/a", "a/"})
            CPPUNIT_ASSERT(client().create(account, bad) == KC_EINVAL);
        CPPUNIT_ASSERT(client().create(4711, "a") == KC_ENOTFOUND);
    }

    void nameUsedAgainHasAGreaterUidValidity()
    {
        const kc_id account = client().account(1);
        std::uint32_t last = 0;
        for (int i = 0; i < 5; ++i)
        {
            CPPUNIT_ASSERT(client().create(account, "a").ok());
            const Mailbox made = client().mailbox(account, "a");
            CPPUNIT_ASSERT(made.uidValidity > last);
            last = made.uidValidity;
            CPPUNIT_ASSERT(client().store.remove(client().context, account, "a").ok());
        }
        const std::uint32_t inbox = client().mailbox(account, "INBOX").uidValidity;
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, 1).ok());
        CPPUNIT_ASSERT(client().mailbox(client().account(1), "INBOX").uidValidity > inbox);
    }

    Status rename(kc_id account, sv from, sv to)
    {
        return client().store.rename(client().context, account, from, to);
    }

    void renameTakesAllThatIsBelow()
    {
        const kc_id account = client().account(1);
        for (const sv name : {"a/b/c", "a b", "a0", "A/b"})
            CPPUNIT_ASSERT(client().create(account, name).ok());
        const kc_id deepest = client().mailbox(account, "a/b/c").id;
        CPPUNIT_ASSERT(rename(account, "a", "x/y").ok());
        CPPUNIT_ASSERT(client().names(account) ==
                       (Names{"A", "A/b", "Drafts", "INBOX", "Junk", "Sent", "Trash", "a b", "a0",
                              "x", "x/y", "x/y/b", "x/y/b/c"}));
        CPPUNIT_ASSERT_EQUAL(deepest, client().mailbox(account, "x/y/b/c").id);
        CPPUNIT_ASSERT(rename(account, "Sent", "Gone").ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"sent"}, client().mailbox(account, "Gone").role);
    }

    void renameRefusesWhatCannotBe()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a/b").ok());
        CPPUNIT_ASSERT(rename(account, "x", "y") == KC_ENOTFOUND);
        CPPUNIT_ASSERT(rename(account, "a", "Sent") == KC_EEXISTS);
        CPPUNIT_ASSERT(rename(account, "a", "a") == KC_EEXISTS);
        CPPUNIT_ASSERT(rename(account, "a", "inbox") == KC_EEXISTS);
        CPPUNIT_ASSERT(rename(account, "a", "a/b/c") == KC_EINVAL);
        CPPUNIT_ASSERT(rename(account, "a", "x*") == KC_EINVAL);
        std::string deep = "d";
        for (int level = 2; level <= 100; ++level)
            deep += "/d";
        const Names before = client().names(account);
        CPPUNIT_ASSERT(rename(account, "a", deep) == KC_EINVAL);
        CPPUNIT_ASSERT(client().names(account) == before);
    }

    void renamingTheInboxMovesItsMessages()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "INBOX/sub").ok());
        const kc_id inbox = client().inbox(1);
        for (const std::uint32_t flags : {0u, 1u, 8u, 8u})
            client().append(inbox, plainMessage(500), flags);
        client().expunge(inbox, {{3, 3}});
        const std::uint64_t before = client().mailbox(account, "INBOX").modseq;
        CPPUNIT_ASSERT(rename(account, "INBOX", "old/mail").ok());
        const Mailbox moved = client().mailbox(account, "old/mail");
        const Mailbox left = client().mailbox(account, "INBOX");
        CPPUNIT_ASSERT_EQUAL(inbox, left.id);
        CPPUNIT_ASSERT(moved.messages == 3 && moved.unseen == 2 && moved.uidNext == 5);
        CPPUNIT_ASSERT(left.messages == 0 && left.unseen == 0 && left.octets == 0);
        CPPUNIT_ASSERT_EQUAL(5u, left.uidNext);
        CPPUNIT_ASSERT(client().uids(moved.id) == (Uids{1, 2, 4}));
        CPPUNIT_ASSERT(client().changes(inbox, before).vanished == (Uids{1, 2, 4}));
        CPPUNIT_ASSERT(client().mailbox(account, "INBOX/sub").id > 0);
    }

    void removeKeepsTheInboxAndParents()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a/b").ok());
        const auto remove = [&](sv name)
        { return client().store.remove(client().context, account, name); };
        CPPUNIT_ASSERT(remove("inbox") == KC_EDENIED);
        CPPUNIT_ASSERT(remove("a") == KC_EINVAL);
        CPPUNIT_ASSERT(remove("x") == KC_ENOTFOUND);
        CPPUNIT_ASSERT(remove("a/b").ok() && remove("a").ok());
        CPPUNIT_ASSERT(remove("a") == KC_ENOTFOUND);
    }

    void purgeFreesMessagesOfARemovedMailbox()
    {
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a").ok());
        const kc_id a = client().mailbox(account, "a").id;
        client().append(a, mixedMessage({base64(noise(40'000, 1))}));
        client().append(a, plainMessage(3000));
        CPPUNIT_ASSERT(client().transfer(a, {{2, 2}}, client().inbox(1), KC_COPY).ok());
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "a").ok());
        CPPUNIT_ASSERT_EQUAL(2u, client().purge());
        CPPUNIT_ASSERT(store().attachments.references.empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_shared"));
        CPPUNIT_ASSERT(client().text(client().inbox(1), 1) == plainMessage(3000));
        CPPUNIT_ASSERT(!client().text(a, 2));
    }

    void subscriptionIsKept()
    {
        const kc_id account = client().account(1);
        const auto subscribe = [&](sv name, std::uint32_t on)
        { return client().store.subscribe(client().context, account, name, on); };
        CPPUNIT_ASSERT(subscribe("Sent", 0).ok());
        CPPUNIT_ASSERT(!client().mailbox(account, "Sent").subscribed);
        CPPUNIT_ASSERT(subscribe("Sent", 1).ok());
        CPPUNIT_ASSERT(client().mailbox(account, "Sent").subscribed);
        CPPUNIT_ASSERT(subscribe("x", 1) == KC_ENOTFOUND);
    }

    void numberOfMailboxesIsLimited()
    {
        const kc_id account = client().account(1);
        store().execute("UPDATE st_account SET mailboxes = 99998");
        CPPUNIT_ASSERT(client().create(account, "a/b").ok());
        CPPUNIT_ASSERT(client().create(account, "c") == KC_EINVAL);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "a/b").ok());
        CPPUNIT_ASSERT(client().create(account, "a/b/c") == KC_EINVAL);
        CPPUNIT_ASSERT(client().create(account, "c").ok());
    }

    void expectNothingLeft()
    {
        for (const char* table :
             {"SELECT COUNT(*) FROM st_account", "SELECT COUNT(*) FROM st_mailbox",
              "SELECT COUNT(*) FROM st_message", "SELECT COUNT(*) FROM st_email",
              "SELECT COUNT(*) FROM st_shared", "SELECT COUNT(*) FROM st_content",
              "SELECT COUNT(*) FROM st_vanished", "SELECT COUNT(*) FROM st_doomed",
              "SELECT COUNT(*) FROM st_removal"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(table, std::int64_t{0}, store().number(table));
        CPPUNIT_ASSERT(store().attachments.references.empty());
    }

    void fill()
    {
        const kc_id inbox = client().inbox(1);
        for (int i = 0; i < 1100; ++i)
            client().append(inbox,
                            i == 7 ? mixedMessage({base64(noise(40'000, 1))}) : plainMessage(100),
                            i % 2 == 0 ? KC_FLAG_DELETED : 0);
        CPPUNIT_ASSERT(
            client()
                .transfer(inbox, kAll, client().mailbox(client().account(1), "Sent").id, KC_COPY)
                .ok());
        client().expunge(inbox, {{1, 10}});
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a").ok());
        const kc_id a = client().mailbox(account, "a").id;
        client().append(a, plainMessage(100), KC_FLAG_DELETED);
        client().append(a, plainMessage(100));
        client().expunge(a);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "a").ok());
    }

    void removedAccountLeavesNothing()
    {
        fill();
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, 1).ok());
        expectNothingLeft();
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, 1).ok());
    }

    void removalOfManyIsFinishedAfterARestart()
    {
        fill();
        // The removal itself, then the database is gone: what is left must be taken up again.
        FaultySql::failAfter = 40;
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, 1).ok());
        FaultySql::failAfter = FaultySql::kNever;
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_account"));
        CPPUNIT_ASSERT(store().number("SELECT COUNT(*) FROM st_message") > 0);
        store().reopen();
        store().runTasks();
        expectNothingLeft();
    }

    void nothingIsFoundInAnAccountThatIsNotThere()
    {
        CPPUNIT_ASSERT(client().names(99).empty());
        CPPUNIT_ASSERT_THROW(client().mailbox(99, "INBOX"), kc::Fault);
        CPPUNIT_ASSERT(client().store.remove(client().context, 99, "x") == KC_ENOTFOUND);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MailboxTest);
