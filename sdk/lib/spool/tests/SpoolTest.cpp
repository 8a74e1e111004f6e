// SPDX-License-Identifier: Apache-2.0
#include <kc/spool/Spool.h>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <kc/test/fake_kernel.hpp>
#include <unistd.h>

namespace kc::spool
{

class SpoolTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(SpoolTest);
    CPPUNIT_TEST(givesBackWhatWasAppended);
    CPPUNIT_TEST(seeksAcrossMemoryAndFile);
    CPPUNIT_TEST(leavesNoNameInTheFolder);
    CPPUNIT_TEST(isEmptyAfterClear);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::size_t kMemory = Spool::kMemoryOctets;

public:
    void setUp() override
    {
        _folder =
            std::filesystem::temp_directory_path() / ("kc-spool-test-" + std::to_string(getpid()));
        std::filesystem::create_directory(_folder);
    }

    void tearDown() override { std::filesystem::remove_all(_folder); }

    void givesBackWhatWasAppended()
    {
        for (const std::size_t octets :
             {std::size_t{0}, std::size_t{1}, kMemory - 1, kMemory, kMemory + 1, 3 * kMemory})
            for (const std::size_t chunk : {std::size_t{70'001}, kMemory, 4 * kMemory})
            {
                Spool spool{_folder};
                const std::string text = makeText(octets);
                for (std::size_t at = 0; at < text.size(); at += chunk)
                    spool.append(sv{text}.substr(at, chunk));
                CPPUNIT_ASSERT_EQUAL(std::uint64_t{octets}, spool.length());
                CPPUNIT_ASSERT(text == readAll(spool));
            }
    }

    void seeksAcrossMemoryAndFile()
    {
        Spool spool{_folder};
        const std::string text = makeText(2 * kMemory);
        spool.append(text);
        Context context = _kernel.context();
        Reader reader{openReader(_kernel.host(), spool)};
        for (const std::size_t offset :
             {kMemory + 5, std::size_t{7}, kMemory - 3, 2 * kMemory - 1, 2 * kMemory, 9 * kMemory})
        {
            std::string got(10, '\0');
            reader.seek(context, offset);
            got.resize(reader.read(context, got));
            CPPUNIT_ASSERT_EQUAL(text.substr(std::min(offset, text.size()), 10), got);
        }
    }

    void leavesNoNameInTheFolder()
    {
        Spool spool{_folder};
        spool.append(makeText(2 * kMemory));
        CPPUNIT_ASSERT(std::filesystem::is_empty(_folder));
    }

    void isEmptyAfterClear()
    {
        Spool spool{_folder};
        spool.append(makeText(2 * kMemory));
        spool.clear();
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, spool.length());
        CPPUNIT_ASSERT_EQUAL(std::string{}, readAll(spool));
        spool.append("next");
        CPPUNIT_ASSERT_EQUAL(std::string{"next"}, readAll(spool));
    }

private:
    static std::string makeText(std::size_t octets)
    {
        std::string text(octets, '\0');
        for (std::size_t i = 0; i < octets; ++i)
            text[i] = static_cast<char>(i * 7 + i / 251);
        return text;
    }

    std::string readAll(const Spool& spool)
    {
        Context context = _kernel.context();
        Reader reader{openReader(_kernel.host(), spool)};
        std::string all(reader.length() + 10, '\0');
        all.resize(reader.read(context, all));
        return all;
    }

    std::filesystem::path _folder;
    test::FakeKernel _kernel;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SpoolTest);

} // namespace kc::spool
