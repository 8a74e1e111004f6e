// SPDX-License-Identifier: Apache-2.0
// What an account holds, and what happens when it is full (semantics of the manual: the size is
// tested before the message is added, at the limit counts as above it).
#include "OpenStore.h"

using namespace kc::store::test;

class QuotaTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(QuotaTest);
    CPPUNIT_TEST(usageFollowsWhateverHappens);
    CPPUNIT_TEST(limitsAreMegabytesAndReloadable);
    CPPUNIT_TEST(oneMessageMayGoBeyondTheLimit);
    CPPUNIT_TEST(limitThatIsReachedExactlyIsReached);
    CPPUNIT_TEST(fullRecipientAloneIsRefused);
    CPPUNIT_TEST(fullAccountMayMoveAndDeleteButNotCopy);
    CPPUNIT_TEST(anotherAccountsMessagesDoNotMoveIntoAFullOne);
    CPPUNIT_TEST(appendOfSeveralIsRefusedAsAWhole);
    CPPUNIT_TEST(softLimitRefusesNothing);
    CPPUNIT_TEST(accountThatIsGoneIsNotFound);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint64_t kMegabyte = 1024 * 1024;

    void limit(const char* option, const char* megabytes) { store().reload({{option, megabytes}}); }

    std::uint64_t used() { return client().quota(client().account(1)).octets; }

    kc::Status tryAppend(const std::string& text) { return client().tryAppend(inbox(), {text}); }

    /// Principal 1 has a megabyte and some.
    void fill() { client().append(inbox(), plainMessage(kMegabyte)); }

    void usageFollowsWhateverHappens()
    {
        const std::uint64_t size = plainMessage(1000).size();
        const auto holds = [&](std::uint64_t messages)
        {
            const kc_quota quota = client().quota(client().account(1));
            CPPUNIT_ASSERT_EQUAL(messages, quota.messages);
            CPPUNIT_ASSERT_EQUAL(messages * size, quota.octets);
        };
        holds(0);
        for (int i = 0; i < 3; ++i)
            client().append(inbox(), plainMessage(1000));
        client().deliver(plainMessage(1000), {to(1), to(2)});
        holds(4);
        CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 2}}, sent(), KC_COPY).ok());
        holds(6);
        CPPUNIT_ASSERT(client().transfer(inbox(), {{1, 1}}, sent(), KC_MOVE).ok());
        holds(6);
        CPPUNIT_ASSERT(client().transfer(inbox(), {{2, 2}}, client().inbox(2), KC_MOVE).ok());
        holds(5);
        CPPUNIT_ASSERT(client().transfer(client().inbox(2), {{1, 1}}, inbox(), KC_COPY).ok());
        holds(6);
        client().setFlags(inbox(), kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        client().expunge(inbox());
        holds(3);
        const kc_id account = client().account(1);
        CPPUNIT_ASSERT(client().create(account, "a").ok());
        CPPUNIT_ASSERT(
            client().transfer(sent(), kAll, client().mailbox(account, "a").id, KC_MOVE).ok());
        holds(3);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "a").ok());
        holds(0);
    }

    void limitsAreMegabytesAndReloadable()
    {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, client().quota(client().account(1)).hard);
        store().reload({{"quota_warn", "80"}, {"quota_soft", "90"}, {"quota_hard", "100"}});
        const kc_quota quota = client().quota(client().account(1));
        CPPUNIT_ASSERT(quota.warn == 80 * kMegabyte && quota.soft == 90 * kMegabyte &&
                       quota.hard == 100 * kMegabyte);
    }

    void oneMessageMayGoBeyondTheLimit()
    {
        limit("quota_hard", "1");
        CPPUNIT_ASSERT(tryAppend(plainMessage(3 * kMegabyte)).ok());
        CPPUNIT_ASSERT(used() > 3 * kMegabyte);
        CPPUNIT_ASSERT(tryAppend("x") == KC_EQUOTA);
        limit("quota_hard", "4");
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void limitThatIsReachedExactlyIsReached()
    {
        limit("quota_hard", "1");
        CPPUNIT_ASSERT(tryAppend(std::string(kMegabyte - 1, 'x')).ok());
        CPPUNIT_ASSERT(tryAppend("x").ok());
        CPPUNIT_ASSERT_EQUAL(kMegabyte, used());
        CPPUNIT_ASSERT(tryAppend("x") == KC_EQUOTA);
    }

    void fullRecipientAloneIsRefused()
    {
        fill();
        limit("quota_hard", "1");
        const std::uint64_t before = used();
        const auto results = client().deliver(plainMessage(100), {to(2), to(1), to(3)});
        CPPUNIT_ASSERT(results[0].status == KC_OK && results[2].status == KC_OK);
        CPPUNIT_ASSERT_EQUAL(KC_EQUOTA, static_cast<kc_code>(results[1].status));
        CPPUNIT_ASSERT_EQUAL(before, used());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().uids(client().inbox(2)).size());
        const std::int64_t contents = store().number("SELECT COUNT(*) FROM st_content");
        CPPUNIT_ASSERT(client().deliver("x", {to(1)})[0].status == KC_EQUOTA);
        CPPUNIT_ASSERT_EQUAL(contents, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void fullAccountMayMoveAndDeleteButNotCopy()
    {
        fill();
        limit("quota_hard", "1");
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_COPY) == KC_EQUOTA);
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_MOVE).ok());
        CPPUNIT_ASSERT(client().transfer(sent(), kAll, client().inbox(2), KC_COPY).ok());
        client().setFlags(sent(), kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().expunge(sent()).size());
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void anotherAccountsMessagesDoNotMoveIntoAFullOne()
    {
        fill();
        client().append(client().inbox(2), plainMessage(100));
        limit("quota_hard", "1");
        for (const kc_transfer mode : {KC_COPY, KC_MOVE})
            CPPUNIT_ASSERT(client().transfer(client().inbox(2), kAll, inbox(), mode) == KC_EQUOTA);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().uids(client().inbox(2)).size());
    }

    void appendOfSeveralIsRefusedAsAWhole()
    {
        limit("quota_hard", "1");
        const std::string half = plainMessage(kMegabyte / 2 + 1);
        CPPUNIT_ASSERT(client().tryAppend(inbox(), {half, half, "x"}) == KC_EQUOTA);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, used());
        CPPUNIT_ASSERT(client().uids(inbox()).empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        CPPUNIT_ASSERT(client().tryAppend(inbox(), {half, half}).ok());
    }

    void softLimitRefusesNothing()
    {
        fill();
        store().reload({{"quota_warn", "1"}, {"quota_soft", "1"}});
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void accountThatIsGoneIsNotFound()
    {
        kc_quota quota{};
        CPPUNIT_ASSERT(client().store.quota(client().context, 77, quota) == KC_ENOTFOUND);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotaTest);
