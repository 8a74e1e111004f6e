// SPDX-License-Identifier: Apache-2.0
#include <kc/text/TextDecoder.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <random>
#include <string>
#include <vector>

using namespace kc::text;
using namespace std::string_literals;

class TextDecoderTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(TextDecoderTest);
    CPPUNIT_TEST(decodesCharsets);
    CPPUNIT_TEST(guessesWhereNoneIsKnown);
    CPPUNIT_TEST(knowsNames);
    CPPUNIT_TEST(givesTheSameInPieces);
    CPPUNIT_TEST(isAsNewAfterTheEnd);
    CPPUNIT_TEST(givesUtf8ForAnyOctets);
    CPPUNIT_TEST_SUITE_END();

public:
    void decodesCharsets()
    {
        const std::vector<std::array<std::string, 3>> cases{
            {"iso-8859-15", "\xA4", "€"},    {"KOI8-R", "\xD0\xD2", "пр"},
            {"Shift_JIS", "\x93\xFA", "日"}, {"big5", "\xA4\xA4", "中"},
            {"euc-kr", "\xC7\xD1", "한"},    {"utf-16be", "\0\x41\xD8\x3D\xDE\0"s, "A😀"},
            {"utf-7", "+AOQ-", "ä"},         {"iso-2022-jp", "\x1B$BF|\x1B(B.", "日."},
            {"gb18030", "\x93", "\uFFFD"}, // cut
        };
        for (const auto& [charset, octets, text] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(charset, text, toUtf8(octets, charset));
    }

    void guessesWhereNoneIsKnown()
    {
        for (const std::string charset : {"", "us-ascii", "UTF-8", "x-unknown", "unknown-8bit"})
        {
            CPPUNIT_ASSERT_EQUAL("ä ä € \0"s, toUtf8("\xC3\xA4 \xE4 \x80 \0"s, charset));
            CPPUNIT_ASSERT_EQUAL("ðŸ"s, toUtf8("\xF0\x9F", charset)); // cut
        }
    }

    void knowsNames()
    {
        for (const std::string name : {"utf-8", "US-ASCII", "iso-8859-1", "windows-1252", "GB2312",
                                       "ks_c_5601-1987", "cp437", "iso-8859-8-i"})
            CPPUNIT_ASSERT_MESSAGE(name, isKnownCharset(name));
        for (const std::string& name : {""s, "nonsense"s, "../../etc/x"s, "utf-16,version=1"s,
                                        "utf-8\0x"s, std::string(1000, 'a')})
            CPPUNIT_ASSERT_MESSAGE(name, !isKnownCharset(name));
    }

    void givesTheSameInPieces()
    {
        const std::string octets = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xE2\x82x\xFF\xC3";
        for (const std::string charset : {"utf-8", "shift_jis", "gb18030", "utf-16le"})
            for (std::size_t step = 1; step < 6; ++step)
            {
                TextDecoder decoder{charset};
                std::string text;
                for (std::size_t at = 0; at < octets.size(); at += step)
                    decoder.feed(octets.substr(at, step), text);
                decoder.finish(text);
                CPPUNIT_ASSERT_EQUAL_MESSAGE(charset, toUtf8(octets, charset), text);
            }
    }

    void isAsNewAfterTheEnd()
    {
        TextDecoder decoder{"iso-2022-jp"};
        std::string text;
        decoder.feed("\x1B$BF|", text);
        decoder.finish(text);
        decoder.feed("F|", text);
        decoder.finish(text);
        CPPUNIT_ASSERT_EQUAL("日F|"s, text);
    }

    void givesUtf8ForAnyOctets()
    {
        std::mt19937 random(5);
        for (int i = 0; i < 300; ++i)
        {
            std::string octets(random() % 3000, '\0');
            for (char& c : octets)
                c = static_cast<char>(random());
            for (const std::string charset :
                 {"", "gb18030", "iso-2022-kr", "utf-16", "utf-7", "hz-gb-2312", "utf-32", "scsu"})
            {
                const std::string text = toUtf8(octets, charset);
                CPPUNIT_ASSERT_MESSAGE(charset, isUtf8(text));
                CPPUNIT_ASSERT_MESSAGE(charset, text.size() <= 4 * octets.size() + 8);
            }
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TextDecoderTest);
