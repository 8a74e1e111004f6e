// SPDX-License-Identifier: Apache-2.0
// The store on the real attachment modules: one copy of each attachment, as long as it is needed.
#include "OpenStore.h"

#include <kc/attach.hpp>

using namespace kc::store::test;
using kc::sv;

class AttachmentTest : public StoreFixture
{
    CPPUNIT_TEST_SUITE(AttachmentTest);
    CPPUNIT_TEST(everySampleComesBackAfterARestart);
    CPPUNIT_TEST(separateDeliveriesShareOneCopy);
    CPPUNIT_TEST(copyStaysUntilTheLastMessageGoes);
    CPPUNIT_TEST(failedDeliveryLeavesNoReference);
    CPPUNIT_TEST(withoutTheirModulesAttachmentsAreAClearFault);
    CPPUNIT_TEST_SUITE_END();

    Attachments kind() const override { return Attachments::InFiles; }

    void everySampleComesBackAfterARestart()
    {
        const std::vector<Sample> all = samples();
        for (const Sample& sample : all)
            client().deliver(sample.text, {to(1)});
        store().reopen();
        setClient();
        const kc_id inbox = client().inbox(1);
        for (std::size_t i = 0; i < all.size(); ++i)
            CPPUNIT_ASSERT_MESSAGE(all[i].name, client().text(inbox, static_cast<std::uint32_t>(
                                                                         i + 1)) == all[i].text);
    }

    void separateDeliveriesShareOneCopy()
    {
        const std::string file = noise(200'000, 1);
        client().deliver(mixedMessage({base64(file)}), {to(1), to(2)});
        client().deliver(mixedMessage({base64(file, 60)}), {to(3)});
        client().deliver(mixedMessage({base64(file, 72, "\n")}, "base64", "\n"), {to(4)});
        store().runTasks(); // copies too many go
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, store().number("SELECT COUNT(*) FROM sis_blob"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, store().number("SELECT COUNT(*) FROM sis_ref"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachmentFiles());
        CPPUNIT_ASSERT(client().text(client().inbox(3), 1) == mixedMessage({base64(file, 60)}));
    }

    void sweep()
    {
        store().runTasks(); // copies too many go
        // As if the grace time had passed.
        store().execute("UPDATE sis_blob SET marked_at = 1 WHERE marked_at IS NOT NULL");
        kc::AttachStoreProxy attachments{store().kernel().service(KC_ATTACHSTORE)};
        std::uint64_t freed = 0;
        CPPUNIT_ASSERT(attachments.sweep(client().context, freed).ok());
    }

    void copyStaysUntilTheLastMessageGoes()
    {
        const std::string text = mixedMessage({base64(noise(200'000, 1))});
        for (kc_id principal = 1; principal <= 5; ++principal)
            client().deliver(text, {to(principal), to(principal + 100)});
        for (const kc_id principal : {101, 102, 103, 104, 105, 1, 2, 3, 4, 5})
        {
            sweep();
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachmentFiles());
            const kc_id inbox = client().inbox(principal);
            CPPUNIT_ASSERT(client().text(inbox, 1) == text);
            client().setFlags(inbox, kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
            client().expunge(inbox);
            if (principal != 5)
                continue;
            sweep(); // until it is purged, it can be restored
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, store().attachmentFiles());
        }
        CPPUNIT_ASSERT_EQUAL(10u, client().purge());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM sis_ref"));
        sweep();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM sis_blob"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, store().attachmentFiles());
    }

    void failedDeliveryLeavesNoReference()
    {
        const std::string text = mixedMessage({base64(noise(200'000, 1))});
        client().account(1);
        FaultySql::failAfter = 8;
        CPPUNIT_ASSERT_THROW(client().deliver(text, {to(1)}), kc::Fault);
        FaultySql::failAfter = FaultySql::kNever;
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM sis_ref"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, store().number("SELECT COUNT(*) FROM st_content"));
        client().deliver(text, {to(1)});
        CPPUNIT_ASSERT(client().text(client().inbox(1), 1) == text);
    }

    void withoutTheirModulesAttachmentsAreAClearFault()
    {
        client().deliver(mixedMessage({base64(noise(200'000, 1))}), {to(1)});
        store().reopen(Attachments::None);
        setClient();
        const kc_id inbox = client().inbox(1);
        try
        {
            client().text(inbox, 1);
            CPPUNIT_FAIL("read a message without its attachment");
        }
        catch (const kc::Fault& fault)
        {
            CPPUNIT_ASSERT_EQUAL(
                std::string{"the message has attachments, but no attachment store is loaded"},
                std::string{fault.what()});
        }
        client().setFlags(inbox, kAll, KC_FLAGS_ADD, KC_FLAG_DELETED);
        CPPUNIT_ASSERT(client().expunge(inbox) == Uids{1});
        CPPUNIT_ASSERT_THROW(client().purge(), kc::Fault);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client().removed(client().account(1)).size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AttachmentTest);
