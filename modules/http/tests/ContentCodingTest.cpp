// SPDX-License-Identifier: Apache-2.0
#include "ContentCoding.h"

#include "ByteRange.h"

#include <cppunit/extensions/HelperMacros.h>
#include <vector>
#include <zlib.h>
#include <zstd.h>

using namespace kc;
using namespace kc::httpd;

class ContentCodingTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(ContentCodingTest);
    CPPUNIT_TEST(takesTheCodingThatTheClientPrefers);
    CPPUNIT_TEST(compressesTextsAlone);
    CPPUNIT_TEST(writesWhatOthersCanRead);
    CPPUNIT_TEST(readsOneRange);
    CPPUNIT_TEST(takesWhatIsNoRangeForTheWhole);
    CPPUNIT_TEST_SUITE_END();

    void takesTheCodingThatTheClientPrefers()
    {
        struct Case
        {
            sv field;
            ContentCoding coding;
        };

        using enum ContentCoding;
        const Case cases[]{{"", Identity},
                           {"gzip", Gzip},
                           {"GZIP , deflate, br", Gzip},
                           {"gzip, deflate, br, zstd", Zstd},
                           {"zstd;q=0.5, gzip;q=0.8", Gzip},
                           {"zstd;q=0.801, gzip;q=0.8", Zstd},
                           {"gzip;q=0", Identity},
                           {"gzip;q=0.000", Identity},
                           {"gzip;q=1.000", Gzip},
                           {"gzip;q=x", Identity},
                           {"*", Gzip},
                           {"*;q=0", Identity},
                           {"gzip;q=0, *", Identity},
                           {"identity", Identity},
                           {",,;;q,=", Identity}};
        for (const Case& c : cases)
            CPPUNIT_ASSERT_MESSAGE(std::string{c.field}, preferredCoding(c.field) == c.coding);
    }

    void compressesTextsAlone()
    {
        for (const sv type : {"text/plain", "Text/HTML; charset=utf-8", "application/json",
                              "application/problem+json", "image/svg+xml"})
            CPPUNIT_ASSERT_MESSAGE(std::string{type}, isCompressible(type));
        for (const sv type : {"", "text", "image/png", "application/zip",
                              "application/octet-stream", "text/event-stream", "application/gzip"})
            CPPUNIT_ASSERT_MESSAGE(std::string{type}, !isCompressible(type));
    }

    void writesWhatOthersCanRead()
    {
        std::string text;
        for (int i = 0; i < 5000; ++i)
            text += "line " + std::to_string(i * i) + "\n";
        std::string back(text.size() + 1, '\0');
        const std::string zstd = encode(ContentCoding::Zstd, text);
        back.resize(ZSTD_decompress(back.data(), back.size(), zstd.data(), zstd.size()));
        CPPUNIT_ASSERT(back == text);

        std::string gzip = encode(ContentCoding::Gzip, text);
        CPPUNIT_ASSERT(gzip.size() < text.size() / 2);
        back.assign(text.size() + 1, '\0');
        z_stream stream{};
        CPPUNIT_ASSERT_EQUAL(Z_OK, inflateInit2(&stream, 15 + 16));
        stream.next_in = reinterpret_cast<Bytef*>(gzip.data());
        stream.avail_in = static_cast<uInt>(gzip.size());
        stream.next_out = reinterpret_cast<Bytef*>(back.data());
        stream.avail_out = static_cast<uInt>(back.size());
        CPPUNIT_ASSERT_EQUAL(Z_STREAM_END, inflate(&stream, Z_FINISH));
        back.resize(stream.total_out);
        (void)inflateEnd(&stream);
        CPPUNIT_ASSERT(back == text);
    }

    void readsOneRange()
    {
        struct Case
        {
            sv field;
            std::uint64_t first, length;
        };

        const Case cases[]{{"bytes=0-0", 0, 1},        {"bytes=0-", 0, 1000},
                           {"bytes=999-", 999, 1},     {"Bytes=10-19", 10, 10},
                           {"bytes=10-5000", 10, 990}, {"bytes=-1", 999, 1},
                           {"bytes=-5000", 0, 1000},   {"bytes=0-18446744073709551615", 0, 1000}};
        for (const Case& c : cases)
        {
            const ByteRange range = parseRange(c.field, 1000);
            const std::string what{c.field};
            CPPUNIT_ASSERT_MESSAGE(what, range.kind == ByteRange::Kind::Part);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, c.first, range.first);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(what, c.length, range.length);
        }
        for (const sv field : {"bytes=1000-", "bytes=1000-2000", "bytes=-0"})
            CPPUNIT_ASSERT_MESSAGE(std::string{field},
                                   parseRange(field, 1000).kind == ByteRange::Kind::Unsatisfiable);
        CPPUNIT_ASSERT(parseRange("bytes=0-", 0).kind == ByteRange::Kind::Unsatisfiable);
    }

    void takesWhatIsNoRangeForTheWhole()
    {
        for (const sv field :
             {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2,4-5",
              "octets=1-2", "bytes=0x1-2", "bytes=+1-2", "bytes=18446744073709551616-"})
            CPPUNIT_ASSERT_MESSAGE(std::string{field},
                                   parseRange(field, 1000).kind == ByteRange::Kind::Whole);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContentCodingTest);
