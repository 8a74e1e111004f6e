// SPDX-License-Identifier: Apache-2.0
// kc.blobstore's contract on files, through the boundary.
#include "BlobName.h"

#include <kc/attach.hpp>
#include <kc/test/fake_kernel.hpp>

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>

extern "C" const kc_module* kc_module_entry();

using kc::Fault;
using kc::Status;
namespace fs = std::filesystem;

class FileBlobsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FileBlobsTest);
    CPPUNIT_TEST(neverReplacesABlob);
    CPPUNIT_TEST(absentAndRemovedAreNotFound);
    CPPUNIT_TEST(abortLeavesNothing);
    CPPUNIT_TEST(shardsNeverLeaveTheTree);
    CPPUNIT_TEST(listsBlobsAndNothingElse);
    CPPUNIT_TEST(letsNobodyElseIn);
    CPPUNIT_TEST(followsNoSymbolicLink);
    CPPUNIT_TEST(refusesWhatIsNoRegularFile);
    CPPUNIT_TEST(removesWhatAnEarlierProcessLeftUnfinished);
    CPPUNIT_TEST(refusesADirectoryInUse);
    CPPUNIT_TEST(startFailsWithTheOptionsName);
    CPPUNIT_TEST(aFileThatBecameShorterIsCorrupt);
    CPPUNIT_TEST_SUITE_END();

    static fs::path freshDirectory()
    {
        std::string pattern = fs::temp_directory_path() / "kc-files-XXXXXX";
        return mkdtemp(pattern.data());
    }

    fs::path _directory;
    fs::path _root;
    std::optional<kc::test::FakeKernel> _kernel;
    std::optional<kc::BlobStoreProxy> _blobs;

public:
    void setUp() override
    {
        _directory = freshDirectory();
        _root = _directory / "lib" / "attachments";
        open();
    }

    void tearDown() override
    {
        _blobs.reset();
        _kernel.reset();
        fs::remove_all(_directory);
    }

private:
    void open()
    {
        _blobs.reset();
        _kernel.emplace();
        _kernel->load(kc_module_entry(), {{"attachment_path", _root}});
        _blobs.emplace(_kernel->service(KC_BLOBSTORE));
    }

    kc_blob_upload* upload(kc::sv octets)
    {
        kc::Context context = _kernel->context();
        kc_blob_upload* made = nullptr;
        CPPUNIT_ASSERT(_blobs->begin(context, made).ok());
        CPPUNIT_ASSERT(_blobs->write(context, made, octets).ok());
        return made;
    }

    Status put(kc::sv name, kc::sv octets)
    {
        kc::Context context = _kernel->context();
        return _blobs->commit(context, upload(octets), name);
    }

    std::optional<std::string> content(kc::sv name, std::uint64_t offset = 0)
    {
        kc::Context context = _kernel->context();
        kc::Reader reader;
        if (!_blobs->open(context, name, *reader.out()).ok())
            return std::nullopt;
        reader.seek(context, offset);
        std::string octets(reader.length() + 1, '\0');
        octets.resize(reader.read(context, octets));
        return octets;
    }

    std::set<std::string> names()
    {
        kc::Context context = _kernel->context();
        std::set<std::string> found;
        (void)_blobs->list(context, [&](const kc_blob_info& blob)
                           { found.insert(std::string{kc::view(blob.name)}); });
        return found;
    }

    std::size_t filesInTree() const
    {
        std::size_t n = 0;
        for (const auto& entry : fs::recursive_directory_iterator{_root})
            if (entry.is_regular_file() && entry.path().filename() != ".lock")
                ++n;
        return n;
    }

    template <class Body>
    static kc_code faultOf(Body&& body)
    {
        try
        {
            body();
        }
        catch (const Fault& fault)
        {
            return fault.code();
        }
        return KC_OK;
    }

    void neverReplacesABlob()
    {
        CPPUNIT_ASSERT(put("name", "first").ok());
        CPPUNIT_ASSERT_EQUAL(KC_EEXISTS, put("name", "second").code());
        CPPUNIT_ASSERT_EQUAL(std::string{"first"}, *content("name"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, filesInTree());
    }

    void absentAndRemovedAreNotFound()
    {
        kc::Context context = _kernel->context();
        CPPUNIT_ASSERT(!content("abcdef"));
        CPPUNIT_ASSERT(_blobs->remove(context, "abcdef").ok());
        CPPUNIT_ASSERT(put("abcdef", "x").ok());
        CPPUNIT_ASSERT(_blobs->remove(context, "abcdef").ok());
        CPPUNIT_ASSERT(!content("abcdef"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, filesInTree());
    }

    void abortLeavesNothing()
    {
        _blobs->abort(upload("never"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, filesInTree());
    }

    void shardsNeverLeaveTheTree()
    {
        for (const std::string name : {"..", "....", "-", "tmp", "..ab", "a..b"})
        {
            const kc::files::Shard shard{name};
            for (const std::string& level : {shard.outer, shard.inner})
            {
                CPPUNIT_ASSERT_EQUAL(std::size_t{2}, level.size());
                CPPUNIT_ASSERT(level.find('.') == std::string::npos);
            }
        }
        CPPUNIT_ASSERT(put("....", "dots").ok());
        CPPUNIT_ASSERT_EQUAL(std::string{"dots"}, *content("...."));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, filesInTree());
    }

    void listsBlobsAndNothingElse()
    {
        CPPUNIT_ASSERT(put("0123-a", "x").ok());
        CPPUNIT_ASSERT(put("0124-b", "x").ok());
        kc_blob_upload* const unfinished = upload("x");
        std::ofstream{_root / "01" / "23" / "LOST"};
        CPPUNIT_ASSERT((names() == std::set<std::string>{"0123-a", "0124-b"}));
        _blobs->abort(unfinished);
    }

    void letsNobodyElseIn()
    {
        CPPUNIT_ASSERT(put("abcd", "x").ok());
        for (const auto& entry : fs::recursive_directory_iterator{_root})
        {
            struct stat status = {};
            CPPUNIT_ASSERT(lstat(entry.path().c_str(), &status) == 0);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(entry.path(), mode_t{0}, status.st_mode & 077);
        }
    }

    void followsNoSymbolicLink()
    {
        CPPUNIT_ASSERT(put("abcd", "x").ok());
        fs::create_symlink("/etc/passwd", _root / "ab" / "cd" / "abcd-link");
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { (void)content("abcd-link"); }));
        fs::create_directory(_directory / "elsewhere");
        fs::create_directory_symlink(_directory / "elsewhere", _root / "ee");
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, faultOf([&] { (void)put("eeee", "x"); }));
        CPPUNIT_ASSERT(fs::is_empty(_directory / "elsewhere"));
    }

    void refusesWhatIsNoRegularFile()
    {
        CPPUNIT_ASSERT(put("abcd", "x").ok());
        CPPUNIT_ASSERT(mkfifo((_root / "ab" / "cd" / "abcd-fifo").c_str(), 0600) == 0);
        CPPUNIT_ASSERT_EQUAL(KC_ECORRUPT, faultOf([&] { (void)content("abcd-fifo"); }));
    }

    void removesWhatAnEarlierProcessLeftUnfinished()
    {
        _blobs.reset();
        _kernel.reset();
        std::ofstream{_root / "tmp" / "upload-7"} << "left";
        open();
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, filesInTree());
    }

    void refusesADirectoryInUse()
    {
        kc::test::FakeKernel second;
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL,
                             faultOf(
                                 [&] {
                                     second.load(kc_module_entry(), {{"attachment_path", _root}});
                                 }));
    }

    void startFailsWithTheOptionsName()
    {
        std::ofstream{_directory / "file"};
        for (const fs::path& bad : {_directory / "file", _directory / "a" / "b" / "c"})
        {
            kc::test::FakeKernel other;
            try
            {
                other.load(kc_module_entry(), {{"attachment_path", bad}});
                CPPUNIT_FAIL("started");
            }
            catch (const Fault& fault)
            {
                CPPUNIT_ASSERT(std::string{fault.what()}.starts_with("test.cfg: attachment_path"));
            }
        }
    }

    void aFileThatBecameShorterIsCorrupt()
    {
        CPPUNIT_ASSERT(put("abcd", "0123456789").ok());
        kc::Context context = _kernel->context();
        kc::Reader reader;
        CPPUNIT_ASSERT(_blobs->open(context, "abcd", *reader.out()).ok());
        fs::resize_file(_root / "ab" / "cd" / "abcd", 4);
        std::array<char, 16> buffer{};
        CPPUNIT_ASSERT_EQUAL(KC_ECORRUPT, faultOf([&] { (void)reader.read(context, buffer); }));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileBlobsTest);
