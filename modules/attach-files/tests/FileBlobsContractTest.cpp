// SPDX-License-Identifier: Apache-2.0
// attach-files keeps the contract of blob stores.
#include <kc/test/contract_blobstore.hpp>

#include <filesystem>

extern "C" const kc_module* kc_module_entry();

class FileBlobsContractTest : public kc::test::BlobStoreContract
{
    CPPUNIT_TEST_SUB_SUITE(FileBlobsContractTest, kc::test::BlobStoreContract);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-files-XXXXXX";
        _directory = mkdtemp(pattern.data());
        BlobStoreContract::setUp();
    }

    void tearDown() override
    {
        BlobStoreContract::tearDown();
        std::filesystem::remove_all(_directory);
    }

    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.load(kc_module_entry(), {{"attachment_path", _directory / "attachments"}});
    }

private:
    std::filesystem::path _directory;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileBlobsContractTest);
