// SPDX-License-Identifier: Apache-2.0
// Content in, content out: encodings, seeking, proof, and names of copies.
#include "ContentReader.h"
#include "Generation.h"
#include "MemoryBlobs.h"
#include "Samples.h"

#include <kc/test/fake_kernel.hpp>

#include <cppunit/extensions/HelperMacros.h>

using kc::Fault;
using kc::sv;
using namespace kc::sis;
using namespace kc::sis::test;

class ContentTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ContentTest);
    CPPUNIT_TEST(everyContentComesBackOctetForOctet);
    CPPUNIT_TEST(compressesOnlyWhatShrinks);
    CPPUNIT_TEST(seeksAnywhereInBothEncodings);
    CPPUNIT_TEST(damageNeverGivesOtherOctets);
    CPPUNIT_TEST(noticesMissingAndAddedOctets);
    CPPUNIT_TEST(hashesLikeTheStandardSays);
    CPPUNIT_TEST(namesOfCopiesHaveOneReading);
    CPPUNIT_TEST_SUITE_END();

    kc::test::FakeKernel _kernel;

    struct Stored
    {
        Copy copy;
        std::string octets;
    };

    static Stored store(const std::string& content, unsigned level = 6, std::size_t piece = 10'007)
    {
        Stored stored;
        Encoder encoder{level, [&](sv octets) { stored.octets += octets; }};
        Hash hash;
        for (std::size_t at = 0; at < content.size(); at += piece)
        {
            encoder.write(sv{content}.substr(at, piece));
            hash.add(sv{content}.substr(at, piece));
        }
        encoder.finish();
        stored.copy = {hash.finish(), 1, content.size(), encoder.stored(), encoder.encoding()};
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{stored.octets.size()}, encoder.stored());
        return stored;
    }

    kc::Reader reader(const Stored& stored)
    {
        const auto host = _kernel.host();
        kc::Reader blob{
            kc::ReadSource::release(std::make_unique<MemoryBlobs::Source>(host, stored.octets))};
        return kc::Reader{kc::ReadSource::release(
            std::make_unique<ContentReader>(host, stored.copy, std::move(blob)))};
    }

    std::string readAll(const Stored& stored)
    {
        kc::Context context = _kernel.context();
        kc::Reader from = reader(stored);
        std::string content(from.length() + 7, '\0');
        content.resize(from.read(context, content));
        return content;
    }

    bool isDamaged(const Stored& stored)
    {
        try
        {
            (void)readAll(stored);
        }
        catch (const Fault& fault)
        {
            return fault.code() == KC_ECORRUPT;
        }
        return false;
    }

    void everyContentComesBackOctetForOctet()
    {
        unsigned seed = 0;
        for (const std::size_t size :
             {0U, 1U, 2U, 100U, 65535U, 65536U, 65537U, 131072U, 200'001U, 1048576U})
            for (const Kind kind : kKinds)
                for (const unsigned level : {0U, 1U, 6U, 9U})
                {
                    const std::string content = sample(size, kind, ++seed);
                    CPPUNIT_ASSERT(readAll(store(content, level, 1 + seed * 997)) == content);
                }
    }

    void compressesOnlyWhatShrinks()
    {
        CPPUNIT_ASSERT(store(sample(300'000, Kind::Text, 1)).octets.size() < 100'000);
        for (const auto& [kind, level] :
             {std::pair{Kind::Random, 6U}, {Kind::RandomThenText, 6U}, {Kind::Text, 0U}})
        {
            const Stored stored = store(sample(300'000, kind, 2), level);
            CPPUNIT_ASSERT(stored.copy.encoding == Encoding::Plain);
            CPPUNIT_ASSERT_EQUAL(std::size_t{300'000}, stored.octets.size());
        }
    }

    void seeksAnywhereInBothEncodings()
    {
        kc::Context context = _kernel.context();
        for (const Kind kind : kKinds)
        {
            const std::string content = sample(300'000, kind, 3);
            kc::Reader from = reader(store(content));
            for (const std::uint64_t at :
                 {0U, 1U, 200'000U, 199'999U, 0U, 299'990U, 300'000U, 5U, 400'000U, 0U})
            {
                std::array<char, 4000> buffer{};
                from.seek(context, at);
                const std::size_t n = from.read(context, buffer);
                CPPUNIT_ASSERT(
                    (sv{buffer.data(), n} ==
                     sv{content}.substr(std::min<std::size_t>(at, content.size()), 4000)));
            }
        }
    }

    void damageNeverGivesOtherOctets()
    {
        for (const Kind kind : {Kind::Random, Kind::Text})
        {
            const std::string content = sample(20'000, kind, 4);
            const Stored good = store(content);
            int unnoticed = 0;
            for (std::size_t at = 0; at < good.octets.size(); at += 61)
            {
                Stored bad = good;
                bad.octets[at] = static_cast<char>(bad.octets[at] ^ 0x10);
                if (isDamaged(bad))
                    continue;
                // A few bits of a zstd frame have no meaning.
                CPPUNIT_ASSERT(readAll(bad) == content);
                ++unnoticed;
            }
            CPPUNIT_ASSERT(unnoticed <= (kind == Kind::Text ? 1 : 0));
        }
    }

    void noticesMissingAndAddedOctets()
    {
        for (const Kind kind : {Kind::Random, Kind::Text})
            for (const std::size_t size : {0U, 20'000U, 200'000U})
            {
                const Stored good = store(sample(size, kind, 5));
                Stored longer = good;
                longer.octets += 'x';
                CPPUNIT_ASSERT(isDamaged(longer));
                Stored shorter = good;
                if (!shorter.octets.empty())
                    shorter.octets.pop_back();
                CPPUNIT_ASSERT(size == 0 || isDamaged(shorter));
                shorter.octets.clear();
                CPPUNIT_ASSERT(size == 0 || isDamaged(shorter));
            }
    }

    void hashesLikeTheStandardSays()
    {
        Hash hash;
        hash.add("a");
        hash.add("bc");
        CPPUNIT_ASSERT_EQUAL(
            std::string{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
            hex(octetsOf(hash.finish())));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
            hex(octetsOf(hash.finish())));
    }

    void namesOfCopiesHaveOneReading()
    {
        const std::string name = blobName(std::string(32, '\xa5'), 0x1234);
        const auto copy = parseBlobName(name);
        CPPUNIT_ASSERT(copy && copy->generation == 0x1234 && copy->digest[31] == '\xa5');
        CPPUNIT_ASSERT(bornAt(makeGeneration(now)) == now);
        for (const std::string& bad :
             {std::string{}, name.substr(1), name + "0", std::string(81, '0'),
              std::string(64, 'g') + "-" + std::string(16, '0'),
              std::string(64, 'A') + "-" + std::string(16, '0'),
              std::string(64, 'a') + "-" + std::string(15, '0') + "-"})
            CPPUNIT_ASSERT_MESSAGE(bad, !parseBlobName(bad));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContentTest);
