// SPDX-License-Identifier: Apache-2.0
// Databases as released versions left them (tests/data/schema-N.db, N the version of the schema):
// this one opens them, and says of each message what that one would have said. A new version of the
// schema brings the file of the one before it.
#include "OpenStore.h"

using namespace kc::store::test;

class SchemaTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SchemaTest);
    CPPUNIT_TEST(version1IsUpgraded);
    CPPUNIT_TEST(version2IsUpgraded);
    CPPUNIT_TEST(version3IsUpgraded);
    CPPUNIT_TEST(version4IsUpgraded);
    CPPUNIT_TEST(upgradedDatabasesTakeMail);
    CPPUNIT_TEST_SUITE_END();

    std::optional<OpenStore> _store;

public:
    void tearDown() override { _store.reset(); }

private:
    void open(const char* file)
    {
        _store.reset();
        _store.emplace(Attachments::None, std::string{KC_STORE_TEST_DATA "/"} + file);
    }

    void version1IsUpgraded()
    {
        open("schema-1.db");
        Client client{*_store};
        const kc_id inbox = client.inbox(1);
        const std::vector<Message> all = client.list(inbox);
        CPPUNIT_ASSERT(client.uids(inbox) == (Uids{1, 2, 4, 6, 7}));
        for (const Message& message : all)
        {
            CPPUNIT_ASSERT_EQUAL(message.received, message.saved);
            CPPUNIT_ASSERT_EQUAL(message.octets, client.text(inbox, message.uid)->size());
        }
        CPPUNIT_ASSERT(all[4].keywords == "$Forwarded b" &&
                       all[4].flags == (KC_FLAG_SEEN | KC_FLAG_DELETED));
        const Mailbox row = client.mailbox(client.account(1), "INBOX");
        CPPUNIT_ASSERT(row.deleted == 2 && row.unseen == 2 && row.octets == 5751);
        CPPUNIT_ASSERT(client.changes(inbox, 16).vanished == (Uids{3, 5}));
        const kc_quota quota = client.quota(client.account(1));
        CPPUNIT_ASSERT(quota.octets == 5751 + 641 + 1015 && quota.messages == 8);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, client.quota(client.account(2)).messages);
    }

    void version2IsUpgraded()
    {
        open("schema-2.db");
        Client client{*_store};
        const kc_id inbox = client.inbox(1);
        CPPUNIT_ASSERT(client.uids(inbox) == (Uids{1, 2, 4, 6, 7}));
        const Message last = client.list(inbox).back();
        CPPUNIT_ASSERT_EQUAL(last.received + 5, last.saved);
        const Selected selected = client.select(inbox);
        CPPUNIT_ASSERT(selected.uids() == client.uids(inbox) && selected.firstUnseen == 4);
        CPPUNIT_ASSERT_EQUAL(std::string{"work $Forwarded b"}, selected.now.keywords);
        client.setFlags(inbox, {{1, 1}}, KC_FLAGS_ADD, 0, "new");
        CPPUNIT_ASSERT_EQUAL(std::string{"$Forwarded b new work"},
                             client.select(inbox).now.keywords);
    }

    void version3IsUpgraded()
    {
        open("schema-3.db");
        Client client{*_store};
        const kc_id account = client.account(3), inbox = client.inbox(3);
        CPPUNIT_ASSERT(client.uids(inbox) == (Uids{1, 2, 3, 6, 7, 8}));
        for (const Message& message : client.list(inbox))
            CPPUNIT_ASSERT_EQUAL(message.octets, client.text(inbox, message.uid)->size());
        const Mailbox row = client.mailbox(account, "INBOX");
        CPPUNIT_ASSERT(row.deleted == 1 && row.unseen == 4 && row.octets == 2634);
        CPPUNIT_ASSERT(row.uidNext == 9 && row.modseq == 18);
        CPPUNIT_ASSERT(client.changes(inbox, 15).vanished == (Uids{4, 5}));
        CPPUNIT_ASSERT_EQUAL(std::string{"work"}, client.select(inbox).now.keywords);
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, client.names(account).size());
        CPPUNIT_ASSERT(!client.mailbox(account, "Junk").subscribed);
        const kc_quota quota = client.quota(account);
        CPPUNIT_ASSERT(quota.octets == 3496 && quota.messages == 9);
        CPPUNIT_ASSERT(client.removed(account).empty());
    }

    void version4IsUpgraded()
    {
        open("schema-4.db");
        Client client{*_store};
        client.actAs(3);
        const kc_id account = client.account(3), inbox = client.inbox(3);
        CPPUNIT_ASSERT(client.uids(inbox) == (Uids{1, 2, 3, 6, 7}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, client.removed(account).size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{7}, client.names(account).size());
        // It is a store like a new one: with a GUID, and open to whom its owner lets in.
        const auto take = [&](const kc_store_row& row)
        {
            CPPUNIT_ASSERT(row.type == KC_STORE_PRIVATE && row.owner == 3 && row.messages == 7);
            CPPUNIT_ASSERT_EQUAL(std::size_t{32}, row.guid.n);
            CPPUNIT_ASSERT_EQUAL(std::string{"3"}, std::string{kc::view(row.name)});
        };
        const kc_store_query query{sizeof query, 0, 0, 0, account, 0, 0, {}};
        CPPUNIT_ASSERT(client.stores.list(client.context, query, take).ok());
        CPPUNIT_ASSERT(client.stores
                           .permit(client.context, account, inbox, 5,
                                   KC_RIGHT_READ | KC_RIGHT_CREATE | KC_RIGHT_DELETE_OWN)
                           .ok());
        client.actAs(5);
        CPPUNIT_ASSERT_EQUAL(8u, client.append(inbox, "another's", KC_FLAG_DELETED));
        CPPUNIT_ASSERT(client.setFlags(inbox, {{8, 8}}, KC_FLAGS_REMOVE, KC_FLAG_DELETED) ==
                       Uids{8});
        client.actAs(3);
        client.setFlags(inbox, kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        client.actAs(5);
        CPPUNIT_ASSERT(client.expunge(inbox) == Uids{8});
    }

    void upgradedDatabasesTakeMail()
    {
        struct Case
        {
            const char* file;
            kc_id principal;
            std::uint32_t next;
        };

        for (const auto& [file, principal, next] : {Case{"schema-1.db", 1, 8},
                                                    {"schema-2.db", 1, 8},
                                                    {"schema-3.db", 3, 9},
                                                    {"schema-4.db", 3, 8}})
        {
            open(file);
            for (std::uint32_t i = 0; i < 2; ++i)
            {
                Client client{*_store};
                const std::uint32_t uid = client.append(client.inbox(principal), plainMessage(500));
                CPPUNIT_ASSERT_EQUAL(next + i, uid);
                CPPUNIT_ASSERT(client.list(client.inbox(principal)).back().saved > 1'700'000'000);
                _store->reopen();
            }
            Client client{*_store};
            client.setFlags(client.inbox(principal), {{1, 1}}, KC_FLAGS_ADD, KC_FLAG_DELETED);
            CPPUNIT_ASSERT(client.expunge(client.inbox(principal)).size() > 0);
            CPPUNIT_ASSERT(client.removed(client.account(principal)).size() > 0);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SchemaTest);
