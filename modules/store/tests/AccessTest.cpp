// SPDX-License-Identifier: Apache-2.0
// Who may do what in whose store: the walk over permissions, administrators, own messages, and that
// an owner pays nothing for any of it.
#include "OpenStore.h"

#include "access/Standing.h"

using namespace kc::store::test;

namespace
{

constexpr kc_id kOwner = 10, kOther = 11, kThird = 12, kAdmin = 13, kGroup = 20, kMailOnly = 21;
constexpr std::uint32_t kReads = KC_RIGHT_READ | KC_RIGHT_VISIBLE;

} // namespace

class AccessTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(AccessTest);
    CPPUNIT_TEST(deepestMailboxWithAnEntryDecides);
    CPPUNIT_TEST(callsForNobodyAreRefusedWithWhatToDo);
    CPPUNIT_TEST(ownerAsksNobodyAndRunsNoStatementMore);
    CPPUNIT_TEST(deliveryRunsNoStatementMore);
    CPPUNIT_TEST(strangersFindNothing);
    CPPUNIT_TEST(eachRightOpensWhatItSaysAndNoMore);
    CPPUNIT_TEST(readersSeeAndMarkAsSeenOnly);
    CPPUNIT_TEST(ownMessagesAreThoseThatOnePutThere);
    CPPUNIT_TEST(groupsAndEveryoneGiveTheirRights);
    CPPUNIT_TEST(movesAndCopiesNeedBothEnds);
    CPPUNIT_TEST(administratorsMayDoAllUnlessTheyAreRestricted);
    CPPUNIT_TEST(foldersMadeInAnothersStoreAreOpenToTheirMaker);
    CPPUNIT_TEST(deliveriesAndPurgesAreTheServersBusiness);
    CPPUNIT_TEST(removedMessagesAreTheOwnersBusiness);
    CPPUNIT_TEST(directoryThatCannotTellGrantsNothing);
    CPPUNIT_TEST(nobodyMakesTheStoreOfAnother);
    CPPUNIT_TEST_SUITE_END();

    kc_id account = 0;

    /// The owner's inbox with a message, `work` and `work/deep` below nothing.
    void fill()
    {
        client().actAs(kOwner);
        account = client().account(kOwner);
        CPPUNIT_ASSERT(client().create(account, "work/deep").ok());
        client().append(box("work"), "first");
        client().append(box("INBOX"), "hello");
    }

    /// As SYSTEM, whoever asks.
    kc_id box(kc::sv name)
    {
        const kc_id actor = client().context.actor();
        client().actAs(KC_ID_SYSTEM);
        const kc_id id = client().mailbox(account, name).id;
        client().actAs(actor);
        return id;
    }

    void permit(kc::sv name, kc_id principal, std::uint32_t rights)
    {
        const kc_id mailbox = name.empty() ? 0 : box(name);
        const kc_id actor = client().context.actor();
        client().actAs(kOwner);
        CPPUNIT_ASSERT(
            client().stores.permit(client().context, account, mailbox, principal, rights).ok());
        client().actAs(actor);
    }

    kc::Status read(kc_id mailbox)
    {
        return client().mail.list(client().context, mailbox, {kAll.data(), kAll.size()}, 0, 0,
                                  [](const kc_message&) {});
    }

    kc::Status flag(kc_id mailbox, std::uint32_t flags, kc_flag_change how = KC_FLAGS_ADD)
    {
        const kc_flag_update update{sizeof update, how, flags, {}, UINT64_MAX};
        return client().mail.setFlags(
            client().context, mailbox, {kAll.data(), kAll.size()}, update, [](const kc_message&) {},
            [](const kc_message&) {});
    }

    kc::Status expunge(kc_id mailbox, Uids& gone)
    {
        return client().mail.expunge(client().context, mailbox, {kAll.data(), kAll.size()},
                                     [&](const kc_vanished& one) { gone.push_back(one.uid); });
    }

    kc::Status make(kc::sv name)
    {
        kc_id id = 0;
        return client().store.create(client().context, account, name, id);
    }

    void deepestMailboxWithAnEntryDecides()
    {
        kc::store::Standing standing;
        CPPUNIT_ASSERT_EQUAL(0u, standing.rights("a/b"));
        standing.entries = {{"", 1}, {"a", 2}, {"a/b/c", 4}};
        struct Case
        {
            const char* name;
            std::uint32_t rights;
        };
        for (const auto& [name, rights] : {Case{"", 1},
                                           {"b", 1},
                                           {"a", 2},
                                           {"a/b", 2},
                                           {"a/b/c", 4},
                                           {"a/b/c/d/e", 4},
                                           {"ab", 1}})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, rights, standing.rights(name));
        standing.everywhere = 8;
        CPPUNIT_ASSERT_EQUAL(12u, standing.rights("a/b/c"));
        standing.isWhole = true;
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{KC_RIGHTS_ALL}, standing.rights("a/b/c"));
    }

    void callsForNobodyAreRefusedWithWhatToDo()
    {
        fill();
        const kc_id mailbox = box("INBOX");
        kc::test::FakeCall call{store().kernel().host()};
        kc::Context context = call.context();
        kc_id any = 0;
        CPPUNIT_ASSERT(client().store.account(context, kOwner, any) == KC_EDENIED);
        CPPUNIT_ASSERT(call.error().find("act_as") != std::string::npos);
        CPPUNIT_ASSERT(client().store.mailboxes(context, account, [](const kc_mailbox&) {}) ==
                       KC_EDENIED);
        CPPUNIT_ASSERT(client().mail.list(context, mailbox, {}, 0, 0, [](const kc_message&) {}) ==
                       KC_EDENIED);
        CPPUNIT_ASSERT(client().stores.unhook(context, account) == KC_EDENIED);
        std::uint32_t purged = 0;
        CPPUNIT_ASSERT(client().removals.purge(context, 0, 1, purged) == KC_EDENIED);
    }

    void ownerAsksNobodyAndRunsNoStatementMore()
    {
        fill();
        const kc_id mailbox = box("INBOX");
        client().actAs(kOwner);
        store().directory.calls = 0;
        FaultySql::statements = 0;
        (void)client().list(mailbox);
        CPPUNIT_ASSERT_EQUAL(2, FaultySql::statements.load()); // the mailbox, its messages
        FaultySql::statements = 0;
        CPPUNIT_ASSERT_EQUAL(account, client().account(kOwner));
        CPPUNIT_ASSERT_EQUAL(1, FaultySql::statements.load());
        CPPUNIT_ASSERT(client().text(mailbox, 1) == "hello");
        (void)client().names(account);
        CPPUNIT_ASSERT_EQUAL(0, store().directory.calls.load());
    }

    void deliveryRunsNoStatementMore()
    {
        (void)client().inbox(kOwner);
        (void)client().inbox(kOther);
        store().directory.calls = 0;
        FaultySql::statements = 0;
        CPPUNIT_ASSERT(client().deliver("x", {to(kOwner), to(kOther)})[1].status == KC_OK);
        CPPUNIT_ASSERT_EQUAL(1 + 5 * 2, FaultySql::statements.load());
        CPPUNIT_ASSERT_EQUAL(1 + 2, store().directory.calls.load()); // who they are; their limits
    }

    void strangersFindNothing()
    {
        fill();
        const kc_id mailbox = box("INBOX"), own = [&]
        {
            client().actAs(kOther);
            return client().inbox(kOther);
        }();
        CPPUNIT_ASSERT(client().names(account).empty());
        CPPUNIT_ASSERT(read(mailbox) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(read(mailbox + 1000) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(flag(mailbox, KC_FLAG_SEEN) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().tryAppend(mailbox, {"x"}) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().transfer(mailbox, kAll, own, KC_COPY) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().transfer(own, kAll, mailbox, KC_COPY) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(!client().text(mailbox, 1));
        CPPUNIT_ASSERT_THROW(client().mailbox(account, "INBOX"), kc::Fault);
        CPPUNIT_ASSERT(make("x") == KC_EDENIED);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "work") == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "work", "x") ==
                       KC_ENOTFOUND);
        kc_quota quota{};
        CPPUNIT_ASSERT(client().store.quota(client().context, account, quota) == KC_EDENIED);
        client().actAs(kOwner);
        CPPUNIT_ASSERT_EQUAL(std::size_t{7}, client().names(account).size());
    }

    void eachRightOpensWhatItSaysAndNoMore()
    {
        fill();
        client().actAs(kOther);
        const kc_id work = box("work");
        for (std::uint32_t bit = 1; bit <= KC_RIGHT_VISIBLE; bit <<= 1)
        {
            if ((bit & KC_RIGHTS_ALL) == 0)
                continue;
            permit("work", kOther, kReads | bit);
            const bool mayEdit = bit == KC_RIGHT_EDIT_ALL;
            const bool mayDelete = bit == KC_RIGHT_DELETE_ALL;
            Uids gone;
            CPPUNIT_ASSERT(read(work).ok());
            CPPUNIT_ASSERT_EQUAL(mayEdit, flag(work, KC_FLAG_FLAGGED).ok());
            CPPUNIT_ASSERT_EQUAL(mayDelete, flag(work, KC_FLAG_DELETED).ok());
            CPPUNIT_ASSERT(flag(work, KC_FLAG_DELETED, KC_FLAGS_REPLACE) == KC_EDENIED);
            CPPUNIT_ASSERT_EQUAL(mayDelete, flag(work, KC_FLAG_DELETED, KC_FLAGS_REMOVE).ok());
            CPPUNIT_ASSERT_EQUAL(mayDelete || bit == KC_RIGHT_DELETE_OWN, expunge(work, gone).ok());
            CPPUNIT_ASSERT_EQUAL(bit == KC_RIGHT_CREATE, client().tryAppend(work, {"x"}).ok());
            CPPUNIT_ASSERT_EQUAL(bit == KC_RIGHT_CREATE_FOLDERS,
                                 make("work/n" + std::to_string(bit)).ok());
            CPPUNIT_ASSERT_EQUAL(
                bit == KC_RIGHT_FOLDER_OWNER,
                client().stores.permit(client().context, account, work, kThird, kReads).ok());
            std::uint32_t rights = 0;
            CPPUNIT_ASSERT(client().stores.rights(client().context, account, work, rights).ok());
            CPPUNIT_ASSERT_EQUAL(kReads | bit, rights);
        }
        permit("work/deep", kOther, kReads | KC_RIGHT_FOLDER_OWNER);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "work") == KC_EDENIED);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "work/deep").ok());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_permission p"
                                                             " LEFT JOIN st_mailbox b ON b.id ="
                                                             " p.mailbox WHERE b.id IS NULL"));
    }

    void readersSeeAndMarkAsSeenOnly()
    {
        fill();
        permit("work", kOther, KC_RIGHT_VISIBLE);
        client().actAs(kOther);
        CPPUNIT_ASSERT(client().names(account) == (std::vector<std::string>{"work", "work/deep"}));
        CPPUNIT_ASSERT(read(box("work")) == KC_EDENIED);
        CPPUNIT_ASSERT(read(box("INBOX")) == KC_ENOTFOUND);
        permit("work", kOther, KC_RIGHT_READ);
        CPPUNIT_ASSERT(client().text(box("work"), 1) == "first");
        CPPUNIT_ASSERT(flag(box("work"), KC_FLAG_SEEN).ok());
        CPPUNIT_ASSERT(flag(box("work"), KC_FLAG_SEEN | KC_FLAG_FLAGGED) == KC_EDENIED);
        CPPUNIT_ASSERT(client().store.subscribe(client().context, account, "work", 0).ok());
        permit("work/deep", kOther, KC_RIGHT_CREATE);
        CPPUNIT_ASSERT(client().names(account) == std::vector<std::string>{"work"});
        permit("work", kOther, 0);
        CPPUNIT_ASSERT(client().names(account).empty());
    }

    void ownMessagesAreThoseThatOnePutThere()
    {
        fill();
        const kc_id work = box("work");
        const std::uint32_t rights =
            kReads | KC_RIGHT_CREATE | KC_RIGHT_EDIT_OWN | KC_RIGHT_DELETE_OWN;
        permit("work", kOther, rights);
        permit("work", kThird, rights);
        client().actAs(kOther);
        CPPUNIT_ASSERT_EQUAL(2u, client().append(work, "mine"));
        client().actAs(kThird);
        CPPUNIT_ASSERT_EQUAL(3u, client().append(work, "the third's"));
        client().actAs(kOther);
        CPPUNIT_ASSERT(flag(work, KC_FLAG_FLAGGED) == KC_EDENIED);
        CPPUNIT_ASSERT(client().setFlags(work, {{2, 2}}, KC_FLAGS_ADD, KC_FLAG_FLAGGED) == Uids{2});
        client().actAs(kOwner);
        CPPUNIT_ASSERT(flag(work, KC_FLAG_DELETED).ok());
        client().actAs(kOther);
        CPPUNIT_ASSERT(client().transfer(work, kAll, client().inbox(kOther), KC_MOVE) ==
                       KC_EDENIED);
        CPPUNIT_ASSERT(client().expunge(work) == Uids{2});
        client().actAs(kThird);
        CPPUNIT_ASSERT(client().transfer(work, {{3, 3}}, client().inbox(kThird), KC_MOVE).ok());
        client().actAs(kOwner);
        CPPUNIT_ASSERT(client().uids(work) == Uids{1});
        CPPUNIT_ASSERT(client().expunge(work) == Uids{1});
    }

    void groupsAndEveryoneGiveTheirRights()
    {
        fill();
        MemoryDirectory& directory = store().directory;
        directory.known[kGroup] = {0, KC_USER_GROUP, 0, "group"};
        directory.known[kMailOnly] = {0, KC_USER_DISTRIBUTION, 0, "list"};
        directory.groups[kOther] = {kGroup, kMailOnly};
        CPPUNIT_ASSERT(client().stores.permit(client().context, account, 0, kMailOnly, kReads) ==
                       KC_EINVAL);
        permit("work", kGroup, KC_RIGHT_READ);
        permit("work", kOther, KC_RIGHT_CREATE);
        permit("INBOX", KC_ID_EVERYONE, KC_RIGHT_VISIBLE);
        client().actAs(kOther);
        std::uint32_t rights = 0;
        CPPUNIT_ASSERT(client().stores.rights(client().context, account, box("work"), rights).ok());
        CPPUNIT_ASSERT_EQUAL(std::uint32_t{KC_RIGHT_READ | KC_RIGHT_CREATE}, rights);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, client().names(account).size());
        directory.groups.clear();
        CPPUNIT_ASSERT(read(box("work")) == KC_ENOTFOUND);
        client().actAs(kThird);
        CPPUNIT_ASSERT(client().names(account) == std::vector<std::string>{"INBOX"});
        // A deeper entry of a group counts for more than one's own above it.
        permit("work/deep", kGroup, KC_RIGHT_VISIBLE);
        permit("work", kOther, KC_RIGHTS_ALL);
        directory.groups[kOther] = {kGroup};
        client().actAs(kOther);
        CPPUNIT_ASSERT(read(box("work/deep")) == KC_EDENIED);
    }

    void movesAndCopiesNeedBothEnds()
    {
        fill();
        client().actAs(kOther);
        const kc_id own = client().inbox(kOther), work = box("work");
        client().append(own, "from me");
        permit("work", kOther, kReads);
        CPPUNIT_ASSERT(client().transfer(work, kAll, own, KC_COPY).ok());
        CPPUNIT_ASSERT(client().transfer(work, kAll, own, KC_MOVE) == KC_EDENIED);
        CPPUNIT_ASSERT(client().transfer(own, kAll, work, KC_COPY) == KC_EDENIED);
        permit("work", kOther, kReads | KC_RIGHT_CREATE);
        CPPUNIT_ASSERT(client().transfer(own, {{1, 1}}, work, KC_MOVE).ok());
        permit("work", kOther, kReads | KC_RIGHT_DELETE_ALL);
        CPPUNIT_ASSERT(client().transfer(work, kAll, own, KC_MOVE).ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, client().uids(work).size());
    }

    void administratorsMayDoAllUnlessTheyAreRestricted()
    {
        fill();
        store().directory.known[kAdmin] = {0, KC_USER_ACTIVE, 1, "admin"};
        client().actAs(kAdmin);
        const kc_id work = box("work");
        CPPUNIT_ASSERT(client().text(work, 1) == "first");
        CPPUNIT_ASSERT(flag(work, KC_FLAG_FLAGGED).ok());
        CPPUNIT_ASSERT(make("made").ok());
        CPPUNIT_ASSERT(client().quota(account).messages == 2);
        CPPUNIT_ASSERT(client().stores.permit(client().context, account, 0, kOther, kReads).ok());
        store().reload({{"restrict_admin_permissions", "yes"}});
        CPPUNIT_ASSERT(read(work) == KC_EDENIED);
        CPPUNIT_ASSERT(make("restricted").ok());
        CPPUNIT_ASSERT(client().tryAppend(work, {"x"}) == KC_EDENIED);
    }

    void foldersMadeInAnothersStoreAreOpenToTheirMaker()
    {
        fill();
        permit("work", kOther, KC_RIGHT_VISIBLE | KC_RIGHT_CREATE_FOLDERS);
        client().actAs(kOther);
        CPPUNIT_ASSERT(make("work/mine").ok());
        CPPUNIT_ASSERT(client().tryAppend(box("work/mine"), {"x"}).ok());
        CPPUNIT_ASSERT(read(box("work/mine")).ok());
        CPPUNIT_ASSERT(read(box("work")) == KC_EDENIED);
        store().reload({{"owner_auto_full_access", "no"}});
        CPPUNIT_ASSERT(make("work/not mine").ok());
        CPPUNIT_ASSERT(read(box("work/not mine")) == KC_EDENIED);
    }

    void deliveriesAndPurgesAreTheServersBusiness()
    {
        fill();
        client().actAs(kOwner);
        TextReader text{"x"};
        const kc_recipient recipient = to(kOwner);
        CPPUNIT_ASSERT(client().mail.deliver(client().context, text.raw(), 0, &recipient, 1,
                                             [](const kc_delivered&) {}) == KC_EDENIED);
        std::uint32_t purged = 0;
        CPPUNIT_ASSERT(client().removals.purge(client().context, 0, 1, purged) == KC_EDENIED);
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, kOther) == KC_EDENIED);
        store().directory.known[kAdmin] = {0, KC_USER_ACTIVE, 1, "admin"};
        client().actAs(kAdmin);
        CPPUNIT_ASSERT(client().removals.purge(client().context, 0, 1, purged).ok());
        CPPUNIT_ASSERT(client().store.removeAccount(client().context, kOwner).ok());
    }

    void removedMessagesAreTheOwnersBusiness()
    {
        fill();
        permit("", kOther, KC_RIGHTS_ALL);
        client().actAs(kOther);
        const kc_id work = box("work");
        CPPUNIT_ASSERT(flag(work, KC_FLAG_DELETED).ok());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().expunge(work).size());
        CPPUNIT_ASSERT(client().removals.list(client().context, account, 0,
                                              [](const kc_removed&) {}) == KC_EDENIED);
        client().actAs(kOwner);
        const std::vector<Removed> removed = client().removed(account);
        client().actAs(kOther);
        CPPUNIT_ASSERT(client().restore(removed.front().removal, kAll, work) == KC_EDENIED);
        client().actAs(kThird);
        CPPUNIT_ASSERT(client().restore(removed.front().removal, kAll, work) == KC_EDENIED);
        client().actAs(kOwner);
        CPPUNIT_ASSERT(client().restore(removed.front().removal, kAll, work).ok());
    }

    void directoryThatCannotTellGrantsNothing()
    {
        fill();
        permit("", kOther, KC_RIGHTS_ALL);
        const kc_id work = box("work");
        client().actAs(kOther);
        store().directory.isDown = true;
        CPPUNIT_ASSERT_THROW((void)read(work), kc::Fault);
        CPPUNIT_ASSERT_THROW((void)make("x"), kc::Fault);
        client().actAs(kOwner);
        CPPUNIT_ASSERT(read(work).ok());
    }

    void nobodyMakesTheStoreOfAnother()
    {
        kc_id made = 0;
        client().actAs(kOther);
        CPPUNIT_ASSERT(client().store.account(client().context, kOwner, made) == KC_ENOTFOUND);
        store().directory.gone = {99};
        store().directory.known[98] = {0, KC_USER_CONTACT, 0, "contact"};
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(client().store.account(client().context, 99, made) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(client().store.account(client().context, 98, made) == KC_EINVAL);
        CPPUNIT_ASSERT(client().store.account(client().context, kOwner, made).ok());
        client().actAs(kOther);
        CPPUNIT_ASSERT_EQUAL(made, client().account(kOwner)); // it is there, if nothing in it
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM st_account"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccessTest);
