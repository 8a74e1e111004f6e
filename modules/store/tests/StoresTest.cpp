// SPDX-License-Identifier: Apache-2.0
// Whose stores there are: who sees, makes, gives away and removes them, with companies and without.
#include "OpenStore.h"

using namespace kc::store::test;

namespace
{

constexpr kc_id kAcme = 50, kBeta = 51, kAnn = 60, kAdmin = 61, kBob = 70, kRoot = 80;

struct Row
{
    kc_id account, owner, tenant;
    kc_store_type type;
    std::string guid, name;
};

} // namespace

class StoresTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(StoresTest);
    CPPUNIT_TEST(privateStoresAreListedWithTheirOwners);
    CPPUNIT_TEST(guidStaysForEver);
    CPPUNIT_TEST(publicStoreIsOpenToAllOfItsCompany);
    CPPUNIT_TEST(eachSubscribesForHimself);
    CPPUNIT_TEST(otherCompaniesSeeNothingUntilTheyAreLet);
    CPPUNIT_TEST(onlyWhatFitsIsCreated);
    CPPUNIT_TEST(unhookedStoresKeepTheirMailForTheNextOwner);
    CPPUNIT_TEST(hookingSwapsWithTheStoreThatIsThere);
    CPPUNIT_TEST(onlyOrphansAreRemoved);
    CPPUNIT_TEST(storeOfWhoIsGoneIsAnOrphanUntilHeIsBack);
    CPPUNIT_TEST(directoryThatCannotTellMakesNoOrphans);
    CPPUNIT_TEST(orphansAreTheAdministratorsBusiness);
    CPPUNIT_TEST(publicStoreWithoutCompaniesIsOutOfUseWithThem);
    CPPUNIT_TEST(namesAndCompaniesFollowTheDirectory);
    CPPUNIT_TEST(permissionsAreListedToWhoMayChangeThem);
    CPPUNIT_TEST(ownerRemovedFromTheCacheAtOnce);
    CPPUNIT_TEST(manyStoresAreListedPageByPage);
    CPPUNIT_TEST_SUITE_END();

    void host()
    {
        MemoryDirectory& directory = store().directory;
        directory.known[kAcme] = {kAcme, KC_USER_COMPANY, 0, "acme"};
        directory.known[kBeta] = {kBeta, KC_USER_COMPANY, 0, "beta"};
        directory.known[kAnn] = {kAcme, KC_USER_ACTIVE, 0, "ann@acme"};
        directory.known[kAdmin] = {kAcme, KC_USER_ACTIVE, 1, "admin@acme"};
        directory.known[kBob] = {kBeta, KC_USER_ACTIVE, 0, "bob@beta"};
        directory.known[kRoot] = {kBeta, KC_USER_ACTIVE, 2, "root@beta"};
        store().reopenHosted(true);
        setClient();
    }

    std::vector<Row> list(const kc_store_query& query)
    {
        std::vector<Row> rows;
        const auto take = [&](const kc_store_row& row)
        {
            rows.push_back({row.account, row.owner, row.tenant, row.type,
                            std::string{kc::view(row.guid)}, std::string{kc::view(row.name)}});
        };
        CPPUNIT_ASSERT(client().stores.list(client().context, query, take).ok());
        return rows;
    }

    static kc_store_query all()
    {
        kc_store_query query{};
        query.size = sizeof query;
        return query;
    }

    static kc_store_query orphans()
    {
        kc_store_query query = all();
        query.orphans = 1;
        return query;
    }

    Row ofAccount(kc_id account)
    {
        kc_store_query query = all();
        query.account = account;
        const std::vector<Row> rows = list(query);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
        return rows[0];
    }

    kc::Status create(kc_id owner, kc_store_type type, kc_id* account = nullptr)
    {
        kc_id made = 0;
        const kc::Status status = client().stores.create(client().context, owner, type, made);
        if (account != nullptr)
            *account = made;
        return status;
    }

    kc::Status unhook(kc_id account) { return client().stores.unhook(client().context, account); }

    kc::Status hook(kc_id account, kc_id owner)
    {
        return client().stores.hook(client().context, account, owner);
    }

    kc::Status remove(kc_id account) { return client().stores.remove(client().context, account); }

    void privateStoresAreListedWithTheirOwners()
    {
        store().directory.known[kAnn] = {0, KC_USER_ACTIVE, 0, "ann"};
        client().append(client().inbox(kAnn), "hello");
        (void)client().deliver("x", {to(kBob)});
        const std::vector<Row> rows = list(all());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows.size());
        CPPUNIT_ASSERT(rows[0].owner == kAnn && rows[0].name == "ann" && rows[0].tenant == 0);
        CPPUNIT_ASSERT(rows[0].type == KC_STORE_PRIVATE && rows[1].owner == kBob);
        CPPUNIT_ASSERT_EQUAL(std::size_t{32}, rows[0].guid.size());
        CPPUNIT_ASSERT(rows[0].guid.find_first_not_of("0123456789abcdef") == std::string::npos);
        CPPUNIT_ASSERT(rows[0].guid != rows[1].guid);
        kc_store_query query = all();
        query.owner = kBob;
        CPPUNIT_ASSERT_EQUAL(rows[1].account, list(query).at(0).account);
        query = all();
        query.guid = kc::str(rows[0].guid);
        CPPUNIT_ASSERT_EQUAL(rows[0].account, list(query).at(0).account);
        query.types = KC_STORES_OF(KC_STORE_PUBLIC);
        CPPUNIT_ASSERT(list(query).empty());
        query.guid = kc::str("ffffffffffffffffffffffffffffffff");
        CPPUNIT_ASSERT(list(query).empty());
        CPPUNIT_ASSERT(list(orphans()).empty());
    }

    void guidStaysForEver()
    {
        const kc_id account = client().account(kAnn);
        const std::string guid = ofAccount(account).guid;
        store().reopen();
        setClient();
        CPPUNIT_ASSERT(unhook(account).ok() && hook(account, kBob).ok());
        CPPUNIT_ASSERT_EQUAL(guid, ofAccount(account).guid);
    }

    void publicStoreIsOpenToAllOfItsCompany()
    {
        host();
        kc_id account = 0;
        client().actAs(kAdmin);
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PUBLIC, &account).ok());
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PUBLIC) == KC_EEXISTS);
        const Row row = ofAccount(account);
        CPPUNIT_ASSERT(row.owner == kAcme && row.tenant == kAcme && row.name == "acme" &&
                       row.type == KC_STORE_PUBLIC);
        CPPUNIT_ASSERT(client().names(account).empty());
        client().actAs(kAnn);
        std::uint32_t rights = 0;
        CPPUNIT_ASSERT(client().stores.rights(client().context, account, 0, rights).ok());
        CPPUNIT_ASSERT_EQUAL(0x49bu, rights);
        CPPUNIT_ASSERT(client().create(account, "news/today").ok());
        CPPUNIT_ASSERT(client().create(account, "inbox") == KC_EINVAL);
        CPPUNIT_ASSERT(client().create(account, "INBOX/below") == KC_EINVAL);
        const kc_id news = client().mailbox(account, "news").id;
        CPPUNIT_ASSERT(client().store.rename(client().context, account, "news", "inbox") ==
                       KC_EDENIED);
        client().append(news, "by ann");
        client().actAs(kAdmin);
        client().append(news, "by admin");
        client().actAs(kAnn);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, client().uids(news).size());
        CPPUNIT_ASSERT(client().setFlags(news, {{1, 1}}, KC_FLAGS_ADD, KC_FLAG_DELETED) == Uids{1});
        CPPUNIT_ASSERT(client().expunge(news) == Uids{1});
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "news/today") ==
                       KC_EDENIED);
    }

    void eachSubscribesForHimself()
    {
        host();
        kc_id account = 0;
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PUBLIC, &account).ok());
        const auto subscribe = [&](kc::sv name, std::uint32_t on)
        { return client().store.subscribe(client().context, account, name, on); };
        const auto marks = [&](kc_id who)
        {
            client().actAs(who);
            std::string text;
            const auto take = [&](const kc_mailbox& mailbox)
            {
                text += std::to_string(mailbox.subscribed);
                CPPUNIT_ASSERT_EQUAL(mailbox.subscribed != 0,
                                     client().mailbox(account, kc::view(mailbox.name)).subscribed);
            };
            CPPUNIT_ASSERT(client().store.mailboxes(client().context, account, take).ok());
            return text;
        };
        client().actAs(kAnn);
        CPPUNIT_ASSERT(client().create(account, "a").ok() && client().create(account, "b").ok());
        CPPUNIT_ASSERT(subscribe("b", 1).ok() && subscribe("b", 1).ok());
        CPPUNIT_ASSERT(subscribe("c", 1) == KC_ENOTFOUND);
        CPPUNIT_ASSERT_EQUAL(std::string{"01"}, marks(kAnn));
        CPPUNIT_ASSERT_EQUAL(std::string{"00"}, marks(kAdmin));
        CPPUNIT_ASSERT(subscribe("a", 1).ok()); // the administrator's
        CPPUNIT_ASSERT_EQUAL(std::string{"01"}, marks(kAnn));
        CPPUNIT_ASSERT(subscribe("b", 0).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"00"}, marks(kAnn));
        client().actAs(kAdmin);
        CPPUNIT_ASSERT(client().store.remove(client().context, account, "a").ok());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0},
                             store().number("SELECT COUNT(*) FROM st_subscription"));
        client().actAs(kBob);
        CPPUNIT_ASSERT(subscribe("b", 1) == KC_ENOTFOUND);
    }

    void otherCompaniesSeeNothingUntilTheyAreLet()
    {
        host();
        kc_id account = 0;
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PUBLIC, &account).ok());
        CPPUNIT_ASSERT(client().create(account, "news").ok());
        const kc_id news = client().mailbox(account, "news").id;
        const kc_id ann = client().account(kAnn);
        client().actAs(kBob);
        const auto refused = [&](kc::Status status) { return status == KC_ENOTFOUND; };
        std::uint32_t rights = 0;
        kc_id any = 0;
        CPPUNIT_ASSERT(
            refused(client().store.mailboxes(client().context, account, [](const kc_mailbox&) {})));
        CPPUNIT_ASSERT(refused(client().create(account, "x")));
        CPPUNIT_ASSERT(refused(client().tryAppend(news, {"x"})));
        CPPUNIT_ASSERT(refused(client().stores.rights(client().context, account, news, rights)));
        CPPUNIT_ASSERT(refused(client().store.account(client().context, kAnn, any)));
        CPPUNIT_ASSERT(refused(unhook(ann)) && refused(remove(ann)) && refused(hook(ann, kBob)));
        CPPUNIT_ASSERT(refused(create(kAnn, KC_STORE_PRIVATE)));
        CPPUNIT_ASSERT(
            refused(client().stores.permit(client().context, ann, 0, kBob, KC_RIGHTS_ALL)));
        CPPUNIT_ASSERT(list(all()).empty());
        store().directory.views = {{kBob, kAcme}};
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, list(all()).size());
        CPPUNIT_ASSERT(client().names(account).empty()); // the store, and nothing in it
        CPPUNIT_ASSERT(refused(client().tryAppend(news, {"x"})));
        CPPUNIT_ASSERT(unhook(ann) == KC_EDENIED);
        client().actAs(kAdmin);
        CPPUNIT_ASSERT(client().stores.permit(client().context, account, news, kBob,
                                              KC_RIGHT_READ) == KC_ENOTFOUND);
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(
            client().stores.permit(client().context, account, news, kBob, KC_RIGHT_READ).ok());
        client().actAs(kBob);
        CPPUNIT_ASSERT(client().uids(news).empty());
        // Everyone is of the store's company.
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(client().stores.permit(client().context, account, news, kBob, 0).ok());
        CPPUNIT_ASSERT(
            client()
                .stores.permit(client().context, account, news, KC_ID_EVERYONE, KC_RIGHT_READ)
                .ok());
        client().actAs(kBob);
        CPPUNIT_ASSERT(refused(client().tryAppend(news, {"x"})));
        store().directory.administers = {{kBob, kAcme}};
        CPPUNIT_ASSERT(client().tryAppend(news, {"x"}).ok());
    }

    void onlyWhatFitsIsCreated()
    {
        store().directory.known[kAcme] = {0, KC_USER_GROUP, 0, "group"};
        store().directory.gone = {kBob};
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PRIVATE) == KC_EINVAL);
        CPPUNIT_ASSERT(create(kAcme, KC_STORE_PUBLIC) == KC_EINVAL);
        CPPUNIT_ASSERT(create(kAnn, KC_STORE_PUBLIC) == KC_EINVAL);
        CPPUNIT_ASSERT(create(kAnn, KC_STORE_ARCHIVE) == KC_ENOTSUP);
        CPPUNIT_ASSERT(create(kBob, KC_STORE_PRIVATE) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(create(kAnn, KC_STORE_PRIVATE).ok());
        CPPUNIT_ASSERT(create(kAnn, KC_STORE_PRIVATE) == KC_EEXISTS);
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PUBLIC).ok());
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PUBLIC) == KC_EEXISTS);
        client().actAs(kAnn);
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PUBLIC) == KC_EDENIED);
        CPPUNIT_ASSERT(create(kRoot, KC_STORE_PRIVATE) == KC_EDENIED);
        host();
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PUBLIC) == KC_EEXISTS);
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PRIVATE) == KC_EINVAL);
    }

    void unhookedStoresKeepTheirMailForTheNextOwner()
    {
        const kc_id inbox = client().inbox(kAnn), account = client().account(kAnn);
        client().append(inbox, "hello");
        CPPUNIT_ASSERT(hook(account, kBob) == KC_EINVAL);
        CPPUNIT_ASSERT(unhook(account).ok());
        CPPUNIT_ASSERT(unhook(account) == KC_EINVAL);
        const Row orphan = list(orphans()).at(0);
        CPPUNIT_ASSERT(orphan.account == account && orphan.owner == 0);
        CPPUNIT_ASSERT_EQUAL(std::to_string(kAnn), orphan.name);
        CPPUNIT_ASSERT(client().account(kAnn) != account); // a new one, empty
        CPPUNIT_ASSERT(hook(account, kBob).ok());
        client().actAs(kBob);
        CPPUNIT_ASSERT_EQUAL(inbox, client().inbox(kBob));
        CPPUNIT_ASSERT(client().text(inbox, 1) == "hello");
        client().actAs(kAnn);
        CPPUNIT_ASSERT(!client().text(inbox, 1));
    }

    void hookingSwapsWithTheStoreThatIsThere()
    {
        const kc_id first = client().account(kAnn);
        CPPUNIT_ASSERT(unhook(first).ok());
        const kc_id second = client().account(kAnn);
        CPPUNIT_ASSERT(hook(first, kAnn).ok());
        CPPUNIT_ASSERT_EQUAL(first, client().account(kAnn));
        CPPUNIT_ASSERT_EQUAL(second, list(orphans()).at(0).account);
        CPPUNIT_ASSERT(hook(second, kAnn).ok());
        CPPUNIT_ASSERT_EQUAL(second, client().account(kAnn));
    }

    void onlyOrphansAreRemoved()
    {
        const kc_id account = client().account(kAnn);
        client().append(client().inbox(kAnn), "hello");
        CPPUNIT_ASSERT(remove(account) == KC_EINVAL);
        CPPUNIT_ASSERT(unhook(account).ok() && remove(account).ok());
        CPPUNIT_ASSERT(remove(account) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(list(all()).empty());
        store().runTasks();
        for (const char* table : {"st_account", "st_store", "st_mailbox", "st_message", "st_email",
                                  "st_content", "st_permission", "st_subscription", "st_doomed"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(
                table, std::int64_t{0},
                store().number((std::string{"SELECT COUNT(*) FROM "} + table).c_str()));
    }

    void storeOfWhoIsGoneIsAnOrphanUntilHeIsBack()
    {
        const kc_id inbox = client().inbox(kAnn), account = client().account(kAnn);
        client().append(inbox, "hello");
        store().directory.gone = {kAnn};
        CPPUNIT_ASSERT_EQUAL(kc_id{0}, list(orphans()).at(0).owner);
        kc_store_query query = all();
        query.owner = kAnn;
        CPPUNIT_ASSERT(list(query).empty());
        query.orphans = 1; // what he left
        CPPUNIT_ASSERT_EQUAL(account, list(query).at(0).account);
        query.owner = kBob;
        CPPUNIT_ASSERT(list(query).empty());
        store().directory.gone.clear();
        CPPUNIT_ASSERT(list(orphans()).empty());
        CPPUNIT_ASSERT(remove(account) == KC_EINVAL);
        CPPUNIT_ASSERT_EQUAL(account, client().account(kAnn));
        store().directory.gone = {kAnn};
        CPPUNIT_ASSERT(hook(account, kBob).ok());
        CPPUNIT_ASSERT_EQUAL(inbox, client().inbox(kBob));
        CPPUNIT_ASSERT(list(orphans()).empty());
    }

    void directoryThatCannotTellMakesNoOrphans()
    {
        const kc_id account = client().account(kAnn);
        store().directory.isDown = true;
        CPPUNIT_ASSERT_THROW((void)list(orphans()), kc::Fault);
        CPPUNIT_ASSERT_THROW((void)remove(account), kc::Fault);
        CPPUNIT_ASSERT_THROW((void)hook(account, kBob), kc::Fault);
        store().directory.isDown = false;
        CPPUNIT_ASSERT_EQUAL(kAnn, kc_id{ofAccount(account).owner});
    }

    void orphansAreTheAdministratorsBusiness()
    {
        host();
        const kc_id account = client().account(kAnn), inbox = client().inbox(kAnn);
        client().actAs(kAnn);
        CPPUNIT_ASSERT(unhook(account) == KC_EDENIED);
        client().actAs(kAdmin);
        CPPUNIT_ASSERT(unhook(account).ok());
        for (const kc_id actor : {kAnn, kBob})
        {
            client().actAs(actor);
            CPPUNIT_ASSERT(list(orphans()).empty());
            CPPUNIT_ASSERT(hook(account, actor) == KC_ENOTFOUND);
            CPPUNIT_ASSERT(remove(account) == KC_ENOTFOUND);
            CPPUNIT_ASSERT(!client().text(inbox, 1));
        }
        client().actAs(kAdmin);
        CPPUNIT_ASSERT_EQUAL(std::string{"ann@acme"}, list(orphans()).at(0).name);
        CPPUNIT_ASSERT(hook(account, kBob) == KC_ENOTFOUND);
        client().actAs(kRoot);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, list(orphans()).size());
        CPPUNIT_ASSERT(hook(account, kAnn).ok());
    }

    void publicStoreWithoutCompaniesIsOutOfUseWithThem()
    {
        kc_id account = 0;
        CPPUNIT_ASSERT(create(KC_ID_EVERYONE, KC_STORE_PUBLIC, &account).ok());
        client().actAs(kAnn);
        CPPUNIT_ASSERT(client().create(account, "news").ok());
        const kc_id news = client().mailbox(account, "news").id;
        client().append(news, "hello");
        host();
        for (const kc_id actor : {kAnn, kAdmin, kRoot})
        {
            client().actAs(actor);
            CPPUNIT_ASSERT(client().store.mailboxes(client().context, account,
                                                    [](const kc_mailbox&) {}) == KC_ENOTFOUND);
            CPPUNIT_ASSERT(!client().text(news, 1));
        }
        client().actAs(kAnn);
        CPPUNIT_ASSERT(list(all()).empty());
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(list(orphans()).empty());
        store().directory.known.clear();
        store().reopenHosted(false);
        setClient();
        client().actAs(kAnn);
        CPPUNIT_ASSERT(client().text(news, 1) == "hello");
        CPPUNIT_ASSERT_EQUAL(kc_id{KC_ID_EVERYONE}, list(all()).at(0).owner);
    }

    void namesAndCompaniesFollowTheDirectory()
    {
        host();
        const kc_id account = client().account(kAnn);
        store().directory.known[kAnn] = {kBeta, KC_USER_ACTIVE, 0, "ann@beta"};
        const Row row = ofAccount(account);
        CPPUNIT_ASSERT(row.name == "ann@beta" && row.tenant == kBeta);
        CPPUNIT_ASSERT(unhook(account).ok());
        store().directory.known[kAnn].login = "another";
        kc_store_query query = orphans();
        query.tenant = kBeta;
        CPPUNIT_ASSERT_EQUAL(std::string{"ann@beta"}, list(query).at(0).name);
        query.tenant = kAcme;
        CPPUNIT_ASSERT(list(query).empty());
    }

    void permissionsAreListedToWhoMayChangeThem()
    {
        const kc_id account = client().account(kAnn), inbox = client().inbox(kAnn);
        const auto names = [&]
        {
            std::string text;
            CPPUNIT_ASSERT(client()
                               .stores
                               .permissions(client().context, account,
                                            [&](const kc_permission& one)
                                            {
                                                text += kc::view(one.name);
                                                text += ':' + std::to_string(one.mailbox == 0) +
                                                        std::to_string(one.principal) + ' ' +
                                                        std::to_string(one.rights) + '\n';
                                            })
                               .ok());
            return text;
        };
        client().actAs(kAnn);
        const auto permit = [&](kc_id mailbox, kc_id principal, std::uint32_t rights)
        { return client().stores.permit(client().context, account, mailbox, principal, rights); };
        CPPUNIT_ASSERT(permit(0, kBob, KC_RIGHT_READ).ok());
        CPPUNIT_ASSERT(permit(inbox, kBob, KC_RIGHT_READ | KC_RIGHT_FOLDER_OWNER).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{":170 1\nINBOX:070 257\n"}, names());
        CPPUNIT_ASSERT(permit(0, kBob, 0x4) == KC_EINVAL && permit(0, kBob, 0x1000) == KC_EINVAL);
        CPPUNIT_ASSERT(permit(inbox + 999, kBob, 1) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(permit(client().context.actor(), kBob, 1) == KC_ENOTFOUND);
        store().directory.gone = {99};
        CPPUNIT_ASSERT(permit(0, 99, KC_RIGHT_READ) == KC_ENOTFOUND);
        CPPUNIT_ASSERT(permit(0, 99, 0).ok());
        client().actAs(kBob);
        CPPUNIT_ASSERT_EQUAL(std::string{"INBOX:070 257\n"}, names());
        CPPUNIT_ASSERT(permit(0, kBob, KC_RIGHTS_ALL) == KC_EDENIED);
        CPPUNIT_ASSERT(permit(inbox, kBob, 0).ok());
        CPPUNIT_ASSERT_EQUAL(std::string{}, names());
    }

    void ownerRemovedFromTheCacheAtOnce()
    {
        const kc_id account = client().account(kAnn), inbox = client().inbox(kAnn);
        client().actAs(kAnn);
        client().append(inbox, "hello");
        client().actAs(KC_ID_SYSTEM);
        CPPUNIT_ASSERT(unhook(account).ok());
        client().actAs(kAnn);
        CPPUNIT_ASSERT(!client().text(inbox, 1));
    }

    void manyStoresAreListedPageByPage()
    {
        std::vector<kc_recipient> recipients;
        for (kc_id user = 1000; user < 2100; ++user)
            recipients.push_back(to(user));
        (void)client().deliver("x", recipients);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1100}, list(all()).size());
        store().directory.calls = 0;
        (void)list(all());
        CPPUNIT_ASSERT_EQUAL(3, store().directory.calls.load());
        int seen = 0;
        CPPUNIT_ASSERT(
            client()
                .stores
                .list(client().context, all(), [&](const kc_store_row&) { return ++seen < 3; })
                .ok());
        CPPUNIT_ASSERT_EQUAL(3, seen);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StoresTest);
