// SPDX-License-Identifier: Apache-2.0
// attach-db keeps the contract of blob stores, and leaves nothing in the database that nobody can
// ask for.
#include <kc/test/contract_blobstore.hpp>
#include <kc/test/memory_sql.hpp>

#include "DatabaseBlobs.h"

extern "C" const kc_module* kc_module_entry();

class DatabaseBlobsTest : public kc::test::BlobStoreContract
{
    CPPUNIT_TEST_SUB_SUITE(DatabaseBlobsTest, kc::test::BlobStoreContract);
    CPPUNIT_TEST(piecesGoWithTheirReader);
    CPPUNIT_TEST(unfinishedUploadsGoAtTheNextStart);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _sql = std::make_unique<kc::test::MemorySql>();
        BlobStoreContract::setUp();
    }

    void open(kc::test::FakeKernel& kernel) override
    {
        _sql->offerTo(kernel);
        kernel.load(kc_module_entry());
    }

    bool breakSource() override
    {
        _sql->setFailing(true);
        return true;
    }

    void piecesGoWithTheirReader()
    {
        const std::string octets = sample(kc::attachdb::kPieceOctets * 2 + 5);
        CPPUNIT_ASSERT_EQUAL(KC_OK, put("a", octets));
        {
            kc::test::FakeCall call{kernel().host()};
            kc::Context context = call.context();
            kc::Reader reader;
            CPPUNIT_ASSERT(blobs().open(context, "a", *reader.out()).ok());
            CPPUNIT_ASSERT_EQUAL(KC_OK, remove("a"));
            CPPUNIT_ASSERT_EQUAL(KC_ENOTFOUND, lookFor("a"));
            std::string got(octets.size(), '\0');
            CPPUNIT_ASSERT_EQUAL(octets.size(), reader.read(context, got));
            CPPUNIT_ASSERT(octets == got);
            CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, pieces());
        }
        CPPUNIT_ASSERT_EQUAL(KC_OK, remove("nothing"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, pieces());
    }

    void unfinishedUploadsGoAtTheNextStart()
    {
        const kc_blob_upload* const upload = begin(sample(kc::attachdb::kPieceOctets * 2));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, pieces());
        restart();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, pieces());
        blobs().abort(const_cast<kc_blob_upload*>(upload));
    }

private:
    std::int64_t pieces()
    {
        kc::test::FakeCall call{kernel().host()};
        kc::Context context = call.context();
        const kc::Sql sql{kernel().service(KC_SQL)};
        const std::int32_t count = sql.prepare(context, "SELECT count(*) FROM adb_piece");
        std::int64_t found = -1;
        (void)sql.read(context, [&](kc::SqlTx& tx) { found = *tx.one(count, {}); });
        return found;
    }

    std::unique_ptr<kc::test::MemorySql> _sql;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DatabaseBlobsTest);
