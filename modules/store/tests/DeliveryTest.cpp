// SPDX-License-Identifier: Apache-2.0
// Delivery to many, threads, watchers, and a database that fails.
#include "OpenStore.h"

#include <condition_variable>
#include <set>
#include <thread>

using namespace kc::store::test;
using kc::sv;

namespace
{

/// Notes down which mailboxes it was told of.
struct Listener
{
    static void hear(void* self, kc_id mailbox)
    {
        Listener& listener = *static_cast<Listener*>(self);
        const std::lock_guard lock{listener.mutex};
        listener.heard.push_back(mailbox);
    }

    std::vector<kc_id> take()
    {
        const std::lock_guard lock{mutex};
        return std::exchange(heard, {});
    }

    std::mutex mutex;
    std::vector<kc_id> heard;
};

} // namespace

class DeliveryTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(DeliveryTest);
    CPPUNIT_TEST(thirtyRecipientsShareOneContent);
    CPPUNIT_TEST(principalSeenForTheFirstTimeGetsItsAccount);
    CPPUNIT_TEST(fallsBackToTheInbox);
    CPPUNIT_TEST(samePrincipalTwiceGetsItTwice);
    CPPUNIT_TEST(aBadRecipientIsNobodyElsesFailure);
    CPPUNIT_TEST(deliversAgainToAnAccountThatWasRemoved);
    CPPUNIT_TEST(faultAtAnyStatementLeavesNothing);
    CPPUNIT_TEST(faultOfTheAttachmentStoreLeavesNothing);
    CPPUNIT_TEST(threadsDeliverWithoutLosingCount);
    CPPUNIT_TEST(watchersHearOfEachChangeAfterIt);
    CPPUNIT_TEST(unwatchWaitsForTheCallUnderWay);
    CPPUNIT_TEST(withoutAnAttachmentStoreAllIsInline);
    CPPUNIT_TEST_SUITE_END();

    void thirtyRecipientsShareOneContent()
    {
        const std::string text = mixedMessage({base64(noise(300'000, 1))});
        std::vector<kc_recipient> recipients;
        for (kc_id principal = 1; principal <= 30; ++principal)
            recipients.push_back(to(principal));
        const auto results = client().deliver(text, recipients, 99);
        CPPUNIT_ASSERT_EQUAL(std::size_t{30}, results.size());
        std::set<kc_id> emails;
        for (std::uint32_t i = 0; i < 30; ++i)
        {
            CPPUNIT_ASSERT(results[i].index == i && results[i].status == KC_OK);
            emails.insert(results[i].email);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{30}, emails.size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachments.references.size());
        for (kc_id principal = 1; principal <= 30; ++principal)
        {
            const kc_id inbox = client().inbox(principal);
            CPPUNIT_ASSERT(client().text(inbox, 1) == text);
            CPPUNIT_ASSERT_EQUAL(std::int64_t{99}, client().list(inbox)[0].received);
            client().setFlags(inbox, kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
            if (principal < 30)
                client().expunge(inbox);
        }
        CPPUNIT_ASSERT_EQUAL(29u, client().purge());
        CPPUNIT_ASSERT(client().text(client().inbox(30), 1) == text);
        client().expunge(client().inbox(30));
        CPPUNIT_ASSERT_EQUAL(1u, client().purge());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT(store().attachments.references.empty());
    }

    void principalSeenForTheFirstTimeGetsItsAccount()
    {
        CPPUNIT_ASSERT(client().deliver("x", {to(7)})[0].status == KC_OK);
        CPPUNIT_ASSERT_EQUAL(1u, client().mailbox(client().account(7), "INBOX").messages);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, client().names(client().account(7)).size());
    }

    void fallsBackToTheInbox()
    {
        const kc_id account = client().account(1);
        client().deliver("x", {to(1, "Junk"), to(1, "no/such"), to(1, "a//b"), to(1, "inbox")});
        CPPUNIT_ASSERT_EQUAL(1u, client().mailbox(account, "Junk").messages);
        CPPUNIT_ASSERT_EQUAL(3u, client().mailbox(account, "INBOX").messages);
    }

    void samePrincipalTwiceGetsItTwice()
    {
        const auto results = client().deliver("x", {to(1), to(1)});
        CPPUNIT_ASSERT(results[0].uid == 1 && results[1].uid == 2);
        CPPUNIT_ASSERT(results[0].email != results[1].email);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void aBadRecipientIsNobodyElsesFailure()
    {
        const auto results = client().deliver("x", {to(1), to(0), to(2)});
        CPPUNIT_ASSERT(results[0].status == KC_OK && results[2].status == KC_OK);
        CPPUNIT_ASSERT(results[1].status == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().deliver("x", {to(-1)})[0].status == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().deliver("x", {}).empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void deliversAgainToAnAccountThatWasRemoved()
    {
        const kc_id before = client().inbox(1);
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, 1).ok());
        client().deliver("x", {to(1)});
        CPPUNIT_ASSERT(client().inbox(1) != before);
        CPPUNIT_ASSERT(client().uids(client().inbox(1)) == Uids{1});
    }

    std::int64_t rows()
    {
        return store().number(
            "SELECT (SELECT COUNT(*) FROM st_message) + (SELECT COUNT(*) FROM st_email)"
            " + (SELECT COUNT(*) FROM st_content) + (SELECT SUM(modseq) FROM st_account)"
            " + (SELECT SUM(modseq + messages + uid_next) FROM st_mailbox)");
    }

    void faultAtAnyStatementLeavesNothing()
    {
        client().account(1);
        client().account(2);
        const std::int64_t before = rows();
        int faults = 0;
        for (int n = 0; faults == n; ++n)
        {
            FaultySql::failAfter = n;
            try
            {
                client().deliver("Subject: x\r\n\r\nx", {to(1), to(2)});
            }
            catch (const kc::Fault& fault)
            {
                ++faults;
                CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, fault.code());
                CPPUNIT_ASSERT_EQUAL(std::string{"the disk does not answer"},
                                     std::string{fault.what()});
            }
            FaultySql::failAfter = FaultySql::kNever;
            if (faults > n)
                CPPUNIT_ASSERT_EQUAL(before, rows());
        }
        CPPUNIT_ASSERT_EQUAL(11, faults); // one for the content, five for each recipient
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, store().number("SELECT COUNT(*) FROM st_message"));
    }

    void faultOfTheAttachmentStoreLeavesNothing()
    {
        client().account(1);
        const std::int64_t before = rows();
        store().attachments.failing = true;
        const std::string text = mixedMessage({base64(noise(40'000, 1))});
        CPPUNIT_ASSERT_THROW(client().deliver(text, {to(1)}), kc::Fault);
        CPPUNIT_ASSERT_EQUAL(before, rows());
        store().attachments.failing = false;
        CPPUNIT_ASSERT(client().deliver(text, {to(1)})[0].status == KC_OK);
    }

    void threadsDeliverWithoutLosingCount()
    {
        constexpr int kThreads = 8, kEach = 60;
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < kThreads; ++thread)
                threads.emplace_back(
                    [&, thread]
                    {
                        Client own{store()};
                        for (int i = 0; i < kEach; ++i)
                        {
                            const std::uint32_t seed =
                                static_cast<std::uint32_t>(thread * kEach + i);
                            own.deliver(plainMessage(2000, seed), {to(1), to(1 + i % 3)});
                            const kc_id inbox = own.inbox(1 + i % 3);
                            own.setFlags(inbox, {{1, 5}},
                                         i % 2 == 0 ? KC_FLAGS_ADD : KC_FLAGS_REMOVE, KC_FLAG_SEEN);
                        }
                    });
        }
        std::uint32_t total = 0;
        for (const kc_id principal : {1, 2, 3})
        {
            const Mailbox inbox = client().mailbox(client().account(principal), "INBOX");
            const std::vector<Message> all = client().list(inbox.id);
            CPPUNIT_ASSERT_EQUAL(std::size_t{inbox.messages}, all.size());
            CPPUNIT_ASSERT_EQUAL(inbox.messages + 1, inbox.uidNext);
            for (const Message& message : all)
                CPPUNIT_ASSERT_EQUAL(
                    message.octets,
                    std::uint64_t{client().text(inbox.id, message.uid).value().size()});
            total += inbox.messages;
        }
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{2 * kThreads * kEach}, total);
    }

    void watchersHearOfEachChangeAfterIt()
    {
        const kc_id account = client().account(1), inbox = client().inbox(1);
        const kc_id junk = client().mailbox(account, "Junk").id;
        Listener mine, other;
        kc_watch *watch = nullptr, *otherWatch = nullptr;
        CPPUNIT_ASSERT(client().store.watch(account, Listener::hear, &mine, watch).ok());
        CPPUNIT_ASSERT(
            client().store.watch(client().account(2), Listener::hear, &other, otherWatch).ok());
        using Heard = std::vector<kc_id>;
        client().deliver("x", {to(1)});
        CPPUNIT_ASSERT(mine.take() == Heard{inbox});
        client().append(inbox, "x");
        CPPUNIT_ASSERT(mine.take() == Heard{inbox});
        client().setFlags(inbox, {{1, 1}}, KC_FLAGS_ADD, KC_FLAG_DELETED);
        CPPUNIT_ASSERT(mine.take() == Heard{inbox});
        client().setFlags(inbox, {{1, 1}}, KC_FLAGS_ADD, KC_FLAG_DELETED);
        CPPUNIT_ASSERT(mine.take().empty());
        CPPUNIT_ASSERT(client().transfer(inbox, {{2, 2}}, junk, KC_COPY).ok());
        CPPUNIT_ASSERT(mine.take() == Heard{junk});
        CPPUNIT_ASSERT(client().transfer(inbox, {{2, 2}}, junk, KC_MOVE).ok());
        CPPUNIT_ASSERT(mine.take() == (Heard{inbox, junk}));
        client().expunge(inbox);
        CPPUNIT_ASSERT(mine.take() == Heard{inbox});
        CPPUNIT_ASSERT(client().create(account, "a").ok());
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "a", "b").ok());
        CPPUNIT_ASSERT(client().store.subscribe(client().context, account, "b", 0).ok());
        CPPUNIT_ASSERT(mine.take() == (Heard{0, 0, 0}));
        const kc_id b = client().mailbox(account, "b").id;
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "b").ok());
        CPPUNIT_ASSERT(mine.take() == (Heard{0, b}));
        CPPUNIT_ASSERT(other.take().empty());
        client().store.unwatch(watch);
        client().deliver("x", {to(1)});
        CPPUNIT_ASSERT(mine.take().empty());
        client().store.unwatch(otherWatch);
    }

    void unwatchWaitsForTheCallUnderWay()
    {
        struct Slow
        {
            static void call(void* self, kc_id)
            {
                Slow& slow = *static_cast<Slow*>(self);
                std::unique_lock lock{slow.mutex};
                slow.entered = true;
                slow.changed.notify_all();
                slow.changed.wait(lock, [&] { return slow.mayLeave; });
                slow.left = true;
            }

            std::mutex mutex;
            std::condition_variable changed;
            bool entered = false, mayLeave = false, left = false;
        } slow;

        kc_watch* watch = nullptr;
        CPPUNIT_ASSERT(client().store.watch(client().account(1), Slow::call, &slow, watch).ok());
        std::jthread deliverer{[&]
                               {
                                   Client own{store()};
                                   own.deliver("x", {to(1)});
                               }};
        std::atomic<bool> leftBefore = false;
        std::jthread remover;
        {
            std::unique_lock lock{slow.mutex};
            slow.changed.wait(lock, [&] { return slow.entered; });
            remover = std::jthread{[&]
                                   {
                                       client().store.unwatch(watch);
                                       const std::lock_guard check{slow.mutex};
                                       leftBefore = slow.left;
                                   }};
            slow.mayLeave = true;
        }
        slow.changed.notify_all();
        remover.join();
        CPPUNIT_ASSERT(leftBefore);
    }

    void withoutAnAttachmentStoreAllIsInline()
    {
        OpenStore plain{Attachments::None};
        Client own{plain};
        const std::string text = mixedMessage({base64(noise(300'000, 1))});
        own.deliver(text, {to(1)});
        CPPUNIT_ASSERT(own.text(own.inbox(1), 1) == text);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0},
                             plain.number("SELECT SUM(attachments) FROM st_content"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeliveryTest);
