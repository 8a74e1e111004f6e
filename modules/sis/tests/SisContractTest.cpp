// SPDX-License-Identifier: Apache-2.0
// sis keeps the contract of attachment stores, and the blob store that its tests run on that of
// blob stores.
#include "MemoryBlobs.h"

#include <kc/test/contract_attachstore.hpp>
#include <kc/test/contract_blobstore.hpp>
#include <kc/test/test_database.hpp>

#include <filesystem>

extern "C" const kc_module* kc_module_entry();

namespace kc::sis::test
{

class SisContractTest : public kc::test::AttachStoreContract
{
    CPPUNIT_TEST_SUB_SUITE(SisContractTest, kc::test::AttachStoreContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-sis-XXXXXX";
        _directory = mkdtemp(pattern.data());
        _database.emplace(KC_SQL_MODULE, _directory / "kc.db");
        AttachStoreContract::setUp();
    }

    void tearDown() override
    {
        AttachStoreContract::tearDown();
        std::filesystem::remove_all(_directory);
    }

    void open(kc::test::FakeKernel& kernel) override
    {
        _database->load(kernel);
        kernel.offer<BlobStore>(_blobs);
        kernel.load(kc_module_entry());
    }

private:
    MemoryBlobs _blobs;
    std::filesystem::path _directory;
    std::optional<kc::test::TestDatabase> _database;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SisContractTest);

class MemoryBlobsContractTest : public kc::test::BlobStoreContract
{
    CPPUNIT_TEST_SUB_SUITE(MemoryBlobsContractTest, kc::test::BlobStoreContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void open(kc::test::FakeKernel& kernel) override { kernel.offer<BlobStore>(_blobs); }

    bool breakSource() override { return _blobs.isBroken = true; }

private:
    MemoryBlobs _blobs;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryBlobsContractTest);

} // namespace kc::sis::test
