// SPDX-License-Identifier: Apache-2.0
// Transfer encodings, encoded words and parameters of RFC 2231, as octets.
#include <kc/mime/Address.h>
#include <kc/mime/EncodedWord.h>
#include <kc/mime/ExtendedParameter.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/TransferDecoder.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string>
#include <vector>

using namespace kc::mime;
using namespace std::string_literals;

class DecodingTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(DecodingTest);
    CPPUNIT_TEST(decodesQuotedPrintable);
    CPPUNIT_TEST(decodesBase64);
    CPPUNIT_TEST(tellsDamage);
    CPPUNIT_TEST(holdsBackLittle);
    CPPUNIT_TEST(readsEncodedWords);
    CPPUNIT_TEST(keepsSpecialsInEncodedWordsOfAddresses);
    CPPUNIT_TEST(readsLanguages);
    CPPUNIT_TEST(findsBoundariesInPieces);
    CPPUNIT_TEST_SUITE_END();

    static std::string decode(TransferEncoding encoding, const std::string& text,
                              std::size_t step = 1000)
    {
        TransferDecoder decoder{encoding};
        std::string out;
        for (std::size_t at = 0; at < text.size(); at += step)
            decoder.feed(text.substr(at, step), out);
        decoder.finish(out);
        return out;
    }

    static void decodes(TransferEncoding encoding, const std::string& text, const std::string& out)
    {
        for (const std::size_t step : {1U, 2U, 3U, 1000U})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, out, decode(encoding, text, step));
    }

    static bool isDamaged(TransferEncoding encoding, const std::string& text)
    {
        TransferDecoder decoder{encoding};
        std::string out;
        decoder.feed(text, out);
        decoder.finish(out);
        return decoder.isDamaged();
    }

public:
    void decodesQuotedPrintable()
    {
        const std::vector<std::array<std::string, 2>> cases{
            {"", ""},
            {"plain\r\ntext\n", "plain\r\ntext\n"},
            {"=C3=a4=3D", "\xC3\xA4="},
            {"soft=\r\n break=\nx= \t\r\ny", "soft breakxy"},
            {"blanks \t \r\nx \n", "blanks\r\nx\n"}, // RFC 2045 §6.7 (3)
            {"a b \tc", "a b \tc"},
            {"end  ", "end"},
            {"end=", "end"},
            {"end= \t", "end"},
            {"end \r", "end \r"},
            {"end= \r", "end= \r"},
            {"=", ""},
            {"=4", "=4"},
            {"=G1 =1G ==41 =\rx \ry", "=G1 =1G =A =\rx \ry"},
            {"a\rb\r\n", "a\rb\r\n"},
            {"=0D=0A", "\r\n"},
            {"= x", "= x"},
            {"=4\r\nx", "=4\r\nx"},
        };
        for (const auto& [text, out] : cases)
            decodes(TransferEncoding::QuotedPrintable, text, out);
        decodes(TransferEncoding::SevenBit, "=41 ", "=41 ");
        decodes(TransferEncoding::Other, "=41 ", "=41 ");
    }

    void decodesBase64()
    {
        const std::vector<std::array<std::string, 2>> cases{
            {"", ""},         {"QUJD", "ABC"}, {"QU\r\nJ D", "ABC"}, {"QUI=", "AB"},
            {"QQ==", "A"},    {"QQ", "A"},     {"QQ==QUI=", "AAB"},  {"Q*U-J!D", "ABC"},
            {"QUJDQ", "ABC"}, {"====", ""},    {"/+8=", "\xFF\xEF"},
        };
        for (const auto& [text, out] : cases)
            decodes(TransferEncoding::Base64, text, out);
    }

    void tellsDamage()
    {
        for (const std::string text : {"", "QUJD\r\n", "QQ==", "QQ", "QQ==\nQQ=="})
            CPPUNIT_ASSERT_MESSAGE(text, !isDamaged(TransferEncoding::Base64, text));
        for (const std::string text : {"Q", "QUJ*D", "QUJDQ===", "\xC3"})
            CPPUNIT_ASSERT_MESSAGE(text, isDamaged(TransferEncoding::Base64, text));
        CPPUNIT_ASSERT(!isDamaged(TransferEncoding::QuotedPrintable, "a=41=\nb \n="));
        CPPUNIT_ASSERT(isDamaged(TransferEncoding::QuotedPrintable, "a=4x"));
    }

    void holdsBackLittle()
    {
        TransferDecoder decoder{TransferEncoding::QuotedPrintable};
        std::string out;
        decoder.feed(std::string(100'000, ' '), out);
        CPPUNIT_ASSERT(out.size() >= 99'000);
    }

    void readsEncodedWords()
    {
        const auto word = encodedWordAt("=?iso-8859-1*de?Q?a=20b?= rest").value();
        CPPUNIT_ASSERT(word.charset == "iso-8859-1" && word.language == "de");
        CPPUNIT_ASSERT(word.encoding == WordEncoding::Q && word.text == "a=20b" && word.size == 25);
        CPPUNIT_ASSERT_EQUAL("a b"s, decodeOctets(word).value());
        for (const std::string text : {"", "=", "=?", "x=?a?q?b?=", "=?a?q?b?c?=", "=?a?q?b\x01?="})
            CPPUNIT_ASSERT_MESSAGE(text, !encodedWordAt(text));
    }

    void keepsSpecialsInEncodedWordsOfAddresses()
    {
        const auto addresses = parseAddressList("=?utf-8?q?A,_B_<c>?= <a@b>, =?x?= <c@d>");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, addresses.size());
        CPPUNIT_ASSERT_EQUAL("=?utf-8?q?A,_B_<c>?="s, addresses[0].name);
        CPPUNIT_ASSERT_EQUAL("=?x?="s, addresses[1].name);
    }

    void readsLanguages()
    {
        const auto type = parseContentType("a/b; title*=us-ascii'en-us'This%20is").value();
        const auto value = findExtended(type.parameters, "TITLE").value();
        CPPUNIT_ASSERT(value == (ExtendedValue{"This is", "us-ascii", "en-us", true}));
        CPPUNIT_ASSERT(!findExtended(type.parameters, "tit"));
    }

    void findsBoundariesInPieces()
    {
        const auto structure = scan("Content-Type: multipart/mixed; boundary*0=\"a\"; "
                                    "boundary*1*=%62\n\n--ab\n\none\n--ab--\n");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, structure.parts.size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DecodingTest);
