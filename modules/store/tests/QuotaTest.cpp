// SPDX-License-Identifier: Apache-2.0
// What an account holds, and what happens when it is full (semantics of the manual: the size is
// tested before the message is added, at the limit counts as above it).
#include "OpenStore.h"

using namespace kc::store::test;

class QuotaTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(QuotaTest);
    CPPUNIT_TEST(usageFollowsWhateverHappens);
    CPPUNIT_TEST(limitsAreTheOwners);
    CPPUNIT_TEST(administratorsOfTheSystemAndItselfAreBeyondThem);
    CPPUNIT_TEST(companyThatIsFullTakesNothingMore);
    CPPUNIT_TEST(directoryThatCannotTellIsATemporaryFault);
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

    /// Administers all without being beyond limits.
    static constexpr kc_id kAdmin = 90;

    /// For all users.
    void limit(std::uint64_t megabytes)
    {
        store().directory.known[kAdmin] = {0, KC_USER_ACTIVE, 1, "admin"};
        store().directory.standard.hard = megabytes * kMegabyte;
        client().actAs(kAdmin);
    }

    std::vector<kc_delivered> deliver(const std::string& text,
                                      const std::vector<kc_recipient>& recipients)
    {
        client().actAs(KC_ID_SYSTEM);
        const auto results = client().deliver(text, recipients);
        client().actAs(kAdmin);
        return results;
    }

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

    void limitsAreTheOwners()
    {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, client().quota(client().account(1)).hard);
        store().directory.quotas[1] = {sizeof(kc_quota_limits), KC_QUOTA_OWN, 80, 90, 100};
        const kc_quota quota = client().quota(client().account(1));
        CPPUNIT_ASSERT(quota.warn == 80 && quota.soft == 90 && quota.hard == 100);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, client().quota(client().account(3)).hard);
        limit(1);
        fill();
        client().actAs(kAdmin);
        store().directory.quotas[1].hard = 2 * kMegabyte;
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void administratorsOfTheSystemAndItselfAreBeyondThem()
    {
        fill();
        limit(1);
        CPPUNIT_ASSERT(tryAppend("x") == KC_EQUOTA);
        store().directory.known[kAdmin].level = 2;
        CPPUNIT_ASSERT(tryAppend("x").ok());
        CPPUNIT_ASSERT(client().transfer(inbox(), kAll, sent(), KC_COPY).ok());
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(tryAppend("x").ok());
        CPPUNIT_ASSERT(client().deliver("x", {to(1)})[0].status == KC_EQUOTA);
        store().directory.known[1] = {0, KC_USER_ACTIVE, 2, "own mailbox"};
        client().actAs(1);
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void companyThatIsFullTakesNothingMore()
    {
        MemoryDirectory& directory = store().directory;
        directory.known[50] = {50, KC_USER_COMPANY, 0, "acme"};
        for (const kc_id user : {60, 61})
            directory.known[user] = {50, KC_USER_ACTIVE, 0, "user"};
        directory.known[70] = {51, KC_USER_ACTIVE, 0, "other"};
        directory.quotas[50] = {sizeof(kc_quota_limits), KC_QUOTA_OWN, 0, 0, 2 * kMegabyte};
        store().reopenHosted(true);
        setClient();
        kc_id account = 0;
        CPPUNIT_ASSERT(client().stores.create(client().context, 50, KC_STORE_PUBLIC, account).ok());
        CPPUNIT_ASSERT(client().create(account, "news").ok());
        const kc_id news = client().mailbox(account, "news").id;
        const std::string big = plainMessage(kMegabyte);
        CPPUNIT_ASSERT(client().deliver(big, {to(60)})[0].status == KC_OK);
        client().actAs(61);
        CPPUNIT_ASSERT(client().tryAppend(news, {big}).ok());
        CPPUNIT_ASSERT(client().tryAppend(news, {"x"}) == KC_EQUOTA);
        CPPUNIT_ASSERT(client().tryAppend(client().inbox(61), {"x"}) == KC_EQUOTA);
        client().actAs(KC_ID_SYSTEM);
        const auto results = client().deliver("x", {to(60), to(61), to(70)});
        CPPUNIT_ASSERT(results[0].status == KC_EQUOTA && results[1].status == KC_EQUOTA);
        CPPUNIT_ASSERT(results[2].status == KC_OK);
        directory.quotas[50].hard = 9 * kMegabyte;
        CPPUNIT_ASSERT(client().deliver("x", {to(60)})[0].status == KC_OK);
    }

    void directoryThatCannotTellIsATemporaryFault()
    {
        const kc_id mailbox = inbox();
        client().actAs(1);
        store().directory.isDown = true;
        CPPUNIT_ASSERT_THROW((void)client().tryAppend(mailbox, {"x"}), kc::Fault);
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT_THROW((void)client().deliver("x", {to(1)}), kc::Fault);
        store().directory.isDown = false;
        CPPUNIT_ASSERT(client().uids(mailbox).empty());
        store().directory.gone = {1};
        CPPUNIT_ASSERT(client().deliver("x", {to(1)})[0].status == KC_ENOTFOUND);
    }

    void oneMessageMayGoBeyondTheLimit()
    {
        limit(1);
        CPPUNIT_ASSERT(tryAppend(plainMessage(3 * kMegabyte)).ok());
        CPPUNIT_ASSERT(used() > 3 * kMegabyte);
        CPPUNIT_ASSERT(tryAppend("x") == KC_EQUOTA);
        limit(4);
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void limitThatIsReachedExactlyIsReached()
    {
        limit(1);
        CPPUNIT_ASSERT(tryAppend(std::string(kMegabyte - 1, 'x')).ok());
        CPPUNIT_ASSERT(tryAppend("x").ok());
        CPPUNIT_ASSERT_EQUAL(kMegabyte, used());
        CPPUNIT_ASSERT(tryAppend("x") == KC_EQUOTA);
    }

    void fullRecipientAloneIsRefused()
    {
        fill();
        limit(1);
        const std::uint64_t before = used();
        const auto results = deliver(plainMessage(100), {to(2), to(1), to(3)});
        CPPUNIT_ASSERT(results[0].status == KC_OK && results[2].status == KC_OK);
        CPPUNIT_ASSERT_EQUAL(KC_EQUOTA, static_cast<kc_code>(results[1].status));
        CPPUNIT_ASSERT_EQUAL(before, used());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().uids(client().inbox(2)).size());
        const std::int64_t contents = store().number("SELECT COUNT(*) FROM st_content");
        CPPUNIT_ASSERT(deliver("x", {to(1)})[0].status == KC_EQUOTA);
        CPPUNIT_ASSERT_EQUAL(contents, store().number("SELECT COUNT(*) FROM st_content"));
    }

    void fullAccountMayMoveAndDeleteButNotCopy()
    {
        fill();
        limit(1);
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
        limit(1);
        for (const kc_transfer mode : {KC_COPY, KC_MOVE})
            CPPUNIT_ASSERT(client().transfer(client().inbox(2), kAll, inbox(), mode) == KC_EQUOTA);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().uids(client().inbox(2)).size());
    }

    void appendOfSeveralIsRefusedAsAWhole()
    {
        limit(1);
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
        limit(0);
        store().directory.standard.warn = store().directory.standard.soft = kMegabyte;
        CPPUNIT_ASSERT(tryAppend("x").ok());
    }

    void accountThatIsGoneIsNotFound()
    {
        kc_quota quota{};
        CPPUNIT_ASSERT(client().store.quota(client().context, 77, quota) == KC_ENOTFOUND);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuotaTest);
