// SPDX-License-Identifier: Apache-2.0
// attach-files keeps the contract of blob stores.
#include <kc/test/contract_blobstore.hpp>

#include <filesystem>
#include <sys/resource.h>

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
        getrlimit(RLIMIT_NOFILE, &_limit);
        BlobStoreContract::setUp();
    }

    void tearDown() override
    {
        setrlimit(RLIMIT_NOFILE, &_limit);
        BlobStoreContract::tearDown();
        std::filesystem::remove_all(_directory);
    }

    void open(kc::test::FakeKernel& kernel) override
    {
        kernel.load(kc_module_entry(), {{"attachment_path", _directory / "attachments"}});
    }

    /// Out of descriptors: nothing can be opened, and nothing is absent for that.
    bool breakSource() override
    {
        const rlimit none{0, _limit.rlim_max};
        return setrlimit(RLIMIT_NOFILE, &none) == 0;
    }

private:
    rlimit _limit{};
    std::filesystem::path _directory;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileBlobsContractTest);
