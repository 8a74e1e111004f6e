// SPDX-License-Identifier: Apache-2.0
// The contract suite of blob stores accepts a sound double and finds each of its flaws.
#include "ContractFlaws.h"

#include <kc/test/contract_blobstore.hpp>

struct kc_blob_upload
{
    std::string octets;
};

namespace
{

using kc::sv;

class Octets final : public kc::ReadSource
{
public:
    Octets(const kc_host* host, std::string octets) : ReadSource{host}, _octets{std::move(octets)}
    {
    }

    std::size_t read(kc::Context&, std::span<char> buffer) override
    {
        const std::size_t n = sv{_octets}.substr(_at).copy(buffer.data(), buffer.size());
        _at += n;
        return n;
    }

    void seek(kc::Context&, std::uint64_t offset) override
    {
        if (flaw != "no seek")
            _at = static_cast<std::size_t>(std::min<std::uint64_t>(offset, _octets.size()));
    }

    std::uint64_t length() const override { return _octets.size(); }

private:
    const std::string _octets;
    std::size_t _at = 0;
};

class Blobs final : public kc::BlobStore
{
public:
    bool isBroken = false;

    kc::Status begin(kc::Context&, kc_blob_upload*& out) override
    {
        out = std::make_unique<kc_blob_upload>().release();
        return KC_OK;
    }

    kc::Status write(kc::Context&, kc_blob_upload* upload, sv octets) override
    {
        upload->octets += flaw == "ends at NUL" ? octets.substr(0, octets.find('\0')) : octets;
        const std::lock_guard lock{_mutex};
        if (flaw == "visible early")
            _blobs["half"] = upload->octets;
        return KC_OK;
    }

    kc::Status commit(kc::Context&, kc_blob_upload* upload, sv name) override
    {
        const std::unique_ptr<kc_blob_upload> ending{upload};
        const std::lock_guard lock{_mutex};
        if (!isName(name))
            return KC_EINVAL;
        if (flaw == "replaces")
            _blobs.erase(std::string{name});
        return _blobs.emplace(name, upload->octets).second ? KC_OK : KC_EEXISTS;
    }

    void abort(kc_blob_upload* upload) noexcept override
    {
        const std::unique_ptr<kc_blob_upload> ending{upload};
    }

    kc::Status open(kc::Context& context, sv name, kc_reader& out) override
    {
        if (isBroken && flaw != "absent when broken")
            throw kc::Fault{KC_EUNAVAIL, "broken"};
        if (flaw == "absent when late" && context.deadline() < INT64_MAX)
            return KC_ENOTFOUND;
        const std::lock_guard lock{_mutex};
        const auto found = _blobs.find(std::string{name});
        if (found == _blobs.end() || isBroken)
            return KC_ENOTFOUND;
        out = kc::ReadSource::release(std::make_unique<Octets>(serviceHost, found->second));
        return KC_OK;
    }

    kc::Status remove(kc::Context&, sv name) override
    {
        const std::lock_guard lock{_mutex};
        const bool was = _blobs.erase(std::string{name}) > 0;
        return was || flaw != "absent cannot go" ? KC_OK : KC_ENOTFOUND;
    }

    kc::Status list(kc::Context&, kc::Sink<kc_blob_info> sink) override
    {
        if (isBroken)
            throw kc::Fault{KC_EUNAVAIL, "broken"};
        std::map<std::string, std::string> all;
        {
            const std::lock_guard lock{_mutex};
            all = _blobs;
        }
        for (const auto& [name, octets] : all)
            if (!sink({sizeof(kc_blob_info), kc::str(name), octets.size(), 0}) &&
                flaw != "ignores stop")
                break;
        return KC_OK;
    }

    void restart()
    {
        if (flaw == "forgets")
            _blobs.clear();
    }

private:
    static bool isName(sv name)
    {
        return flaw == "any name" ||
               (!name.empty() && name.size() <= 128 && name != "." && name != ".." &&
                name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-") == sv::npos);
    }

    std::mutex _mutex; // guards _blobs
    std::map<std::string, std::string> _blobs;
};

class FlawedBlobs : public kc::test::BlobStoreContract
{
    CPPUNIT_TEST_SUB_SUITE(FlawedBlobs, kc::test::BlobStoreContract);
    CPPUNIT_TEST_SUITE_END();

    void open(kc::test::FakeKernel& kernel) override
    {
        _blobs.restart();
        kernel.offer<kc::BlobStore>(_blobs);
    }

    bool breakSource() override { return _blobs.isBroken = true; }

    Blobs _blobs;
};

} // namespace

class BlobFlawsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(BlobFlawsTest);
    CPPUNIT_TEST(findsTheFlawsOfBlobStores);
    CPPUNIT_TEST_SUITE_END();

    void findsTheFlawsOfBlobStores()
    {
        provesFlaws<FlawedBlobs>({{"ends at NUL", "givesBackTheSameOctets"},
                                  {"forgets", "committedBlobsOutliveARestart"},
                                  {"no seek", "readsFromAnyOffset"},
                                  {"visible early", "isInvisibleUntilCommitted"},
                                  {"replaces", "neverReplacesABlob"},
                                  {"replaces", "oneOfManyCommitsOfANameWins"},
                                  {"absent cannot go", "removesWhetherOrNotItIsThere"},
                                  {"any name", "refusesNamesThatAreNone"},
                                  {"ignores stop", "listsWhatIsThere"},
                                  {"absent when late", "aLateCallNeverSaysAbsent"},
                                  {"absent when broken", "aBrokenMediumNeverSaysAbsent"}});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BlobFlawsTest);
