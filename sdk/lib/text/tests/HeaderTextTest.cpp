// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/ContentField.h>
#include <kc/mime/Scanner.h>
#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>
#include <kc/text/Normalize.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace kc;
using namespace std::string_literals;

class HeaderTextTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(HeaderTextTest);
    CPPUNIT_TEST(decodesEncodedWords);
    CPPUNIT_TEST(joinsAdjacentWords);
    CPPUNIT_TEST(leavesBrokenWordsAsTheyAre);
    CPPUNIT_TEST(readsOctetsWithoutACharset);
    CPPUNIT_TEST(letsNoControlCharacterThrough);
    CPPUNIT_TEST(boundsTheCharsetsOfAValue);
    CPPUNIT_TEST(decodesAddresses);
    CPPUNIT_TEST(decodesParameters);
    CPPUNIT_TEST(findsFileNames);
    CPPUNIT_TEST(mapsCase);
    CPPUNIT_TEST(mapsPiecesAsTheWhole);
    CPPUNIT_TEST(normalizesComposed);
    CPPUNIT_TEST(normalizesNothingButUtf8);
    CPPUNIT_TEST_SUITE_END();

    using Cases = std::vector<std::pair<std::string, std::string>>;

    static void decodes(const Cases& cases)
    {
        for (const auto& [value, text] : cases)
        {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, text, text::decodeHeader(value));
            CPPUNIT_ASSERT_MESSAGE(value, value == text || !text::isPlainHeader(value));
        }
    }

    static std::string parameter(const std::string& field, const std::string& name)
    {
        const auto type = mime::parseContentType("a/b; " + field);
        return text::decodeParameter(type.value().parameters, name).value_or("-");
    }

public:
    void decodesEncodedWords()
    {
        decodes({
            {"", ""},
            {"plain text", "plain text"},
            {"=?iso-8859-1?Q?Patrik_F=E4ltstr=f6m?=", "Patrik Fältström"},
            {"=?ISO-8859-1?b?UGF0cmlrIEbkbHRzdHL2bQ==?=", "Patrik Fältström"},
            {"=?utf-8?B?w6Q?=", "ä"}, // padding forgotten
            {"a =?utf-8?q?=C3=A4?= b", "a ä b"},
            {"a=?utf-8?q?=C3=A4?=b", "aäb"},         // against RFC 2047 §5 (1), but meant
            {"=?us-ascii*en-GB?Q?hello?=", "hello"}, // RFC 2231 §5
            {"=?utf-8?q?\?=", ""},
            {"=?utf-8?q?a b?=", "a b"},
            {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"},
            {"=?gb2312?B?1tDOxA==?=", "中文"},
            {"=?windows-1251?Q?=CF=F0?=", "Пр"},
            {"=?iso-8859-1?Q?=80?=", "€"}, // windows-1252 is meant
            {"=?us-ascii?Q?=C3=A4?=", "ä"},
        });
    }

    void joinsAdjacentWords()
    {
        decodes({
            {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
            {"=?utf-8?q?a?= \t =?iso-8859-1?q?=E4?=", "aä"},
            {"=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"},
            {"=?utf-8?q?a_?= =?utf-8?q?b?=", "a b"},
            {"=?utf-8?q?=C3?= =?UTF-8?q?=A4?=", "ä"}, // cut, against RFC 2047 §5 (3)
            {"=?utf-8?q?=C3?= x", "Ã x"},
            {"=?utf-8?q?a?= =?broken", "a =?broken"},
            {"=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
            {"=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?Q?x?=", "日x"}, // each starts unshifted
        });
    }

    void leavesBrokenWordsAsTheyAre()
    {
        for (const std::string value :
             {"=?", "=?\?=", "=?utf-8?", "=?utf-8?q?abc", "=?utf-8?q?abc?", "=?utf-8?x?abc?=",
              "=?utf-8?q?=G1?=", "=?utf-8?q?=4?=", "=?utf-8?b?*?=", "=?utf-8?b?A?=", "=?\?q?a?=",
              "=?no-such-charset?q?=41?=", "=?ut f-8?q?a?=", "=?../x?q?a?=", "=?a,b=c?q?a?="})
            CPPUNIT_ASSERT_EQUAL(value, text::decodeHeader(value));
        decodes({{"=?x?q?=?utf-8?q?a?=", "=?x?q?a"}});
    }

    void readsOctetsWithoutACharset()
    {
        decodes({
            {"\xC3\xA4", "ä"},
            {"\xE4 \x80 \xFF", "ä € ÿ"},
            {"\xC3\xA4 \xE4", "ä ä"},
            {"\xE4", "ä"},
            {"\xC3", "Ã"},
            {"\xED\xA0\x80", "í\u00A0€"}, // no surrogates in UTF-8
            {"\xE4 =?utf-8?q?=C3=A4?=", "ä ä"},
        });
        CPPUNIT_ASSERT(!text::isPlainHeader("ä"));
    }

    void letsNoControlCharacterThrough()
    {
        decodes({
            {"=?utf-8?q?a=0D=0AX:_y?=", "a  X: y"},
            {"=?utf-8?b?AAECf3g=?=", "    x"},
            {"a\tb\0c"s, "a b c"},
        });
    }

    void boundsTheCharsetsOfAValue()
    {
        std::string value;
        for (int i = 0; i < 100; ++i)
            value += "=?x-" + std::to_string(i) + "?q?a?= ";
        value += "=?utf-8?q?b?=";
        CPPUNIT_ASSERT_EQUAL(value, text::decodeHeader(value));
    }

    void decodesAddresses()
    {
        const auto name = [](const std::string& field)
        {
            const auto addresses = mime::parseAddressList(field);
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, addresses.size());
            return text::decodeAddress(addresses[0]).name;
        };
        CPPUNIT_ASSERT_EQUAL("Ä B"s, name("=?utf-8?q?=C3=84?= B <a@b>"));
        CPPUNIT_ASSERT_EQUAL("Ä B"s, name("\"=?utf-8?q?=C3=84?= B\" <a@b>"));
        CPPUNIT_ASSERT_EQUAL("Ä, B"s, name("=?utf-8?q?=C3=84,_B?= <a@b>"));
        CPPUNIT_ASSERT_EQUAL("Ä"s, name("a@b (=?utf-8?q?=C3=84?=)"));
        const auto raw = mime::parseAddressList("J\xC3\xB6 <j\xC3\xB6@\xC3\xB6.example>");
        CPPUNIT_ASSERT_EQUAL("jö"s, text::decodeAddress(raw.at(0)).mailbox);
        CPPUNIT_ASSERT_EQUAL("ö.example"s, text::decodeAddress(raw.at(0)).host);
    }

    void decodesParameters()
    {
        const std::vector<std::array<std::string, 3>> cases{
            {"name=x", "name", "x"},
            {"name=x", "other", "-"},
            {"name=\"=?utf-8?q?=C3=A4?=\"", "name", "ä"},
            {"name=\xC3\xA4", "name", "ä"},
            {"name*=utf-8'de'%C3%A4%20b", "name", "ä b"},
            {"NAME*=iso-8859-1''%E4", "name", "ä"},
            {"name*=%C3%A4", "name", "ä"},
            {"name*=utf-8''%C3%A4; name=plain", "name", "ä"},
            {"name*1=b; name*0=a; name*2=c", "name", "abc"},
            {"name*0*=utf-8''%C3; name*1*=%A4; name*2=\" %41\"", "name", "ä %41"},
            {"name*0=a; name*2=c", "name", "a"},
            {"name*1=b; name=x", "name", "x"},
            {"name*0=a; name*0=b", "name", "a"},
            {"name*=utf-8''%4", "name", "%4"},
            {"name*=utf-8''%zz%", "name", "%zz%"},
            {"name**=x; name*x=y; name*99999999999999999999=z", "name", "-"},
            {"name*=x-unknown''%E4", "name", "ä"},
            {"name*=utf-8''a%0D%0Ab", "name", "a  b"},
            {"name*=utf-8''=?utf-8?q?a?=", "name", "=?utf-8?q?a?="},
        };
        for (const auto& [field, name, text] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(field, text, parameter(field, name));
    }

    void findsFileNames()
    {
        const auto structure = mime::scan("Content-Type: a/b; name=n\n"
                                          "Content-Disposition: attachment; filename*=''%41\n\n");
        CPPUNIT_ASSERT_EQUAL("A"s, text::fileName(structure.parts[0]).value());
        const auto other = mime::scan("Content-Type: a/b; name=n; charset*=''x\n\n");
        CPPUNIT_ASSERT_EQUAL("n"s, text::fileName(other.parts[0]).value());
        CPPUNIT_ASSERT_EQUAL("x"s, text::charsetOf(other.parts[0]));
        CPPUNIT_ASSERT(!text::fileName(mime::scan("\n").parts[0]));
    }

    void mapsCase()
    {
        const Cases cases{{"", ""},
                          {"aBc 1", "ABC 1"},
                          {"müller", "MU\u0308LLER"},
                          {"MU\u0308LLER", "MU\u0308LLER"},
                          {"ﬁ", "FI"},
                          {"ß", "ß"},
                          {"привет", "ПРИВЕТ"},
                          {"ǆ", "DZ\u030C"},
                          {"\xE4 a", "\xE4 A"}};
        for (const auto& [text, mapped] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, mapped, text::caseMap(text));
    }

    void normalizesComposed()
    {
        const Cases cases{{"", ""},
                          {"plain/ASCII", "plain/ASCII"},
                          {"mu\u0308ller", "m\u00FCller"},
                          {"m\u00FCller", "m\u00FCller"},
                          {"\u1112\u1161\u11AB", "\uD55C"},   // Hangul
                          {"q\u0307\u0323", "q\u0323\u0307"}, // marks in their order
                          {"\u212B", "\u00C5"},               // one of two code points
                          {"\uFB01", "\uFB01"}};              // compatibility is kept
        for (const auto& [text, normalized] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text, normalized, text::normalizeNfc(text).value());
    }

    void normalizesNothingButUtf8()
    {
        for (const std::string bad : {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\xAF"})
            CPPUNIT_ASSERT_MESSAGE(bad, !text::normalizeNfc(bad));
    }

    void mapsPiecesAsTheWhole()
    {
        const std::string text = "aé\u0323\u0301 b\u0301\u0323 ﬁ";
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text::caseMapBoundary("\u0301\u0323"));
        for (std::size_t cut = 0; cut <= text.size(); ++cut)
        {
            const std::size_t at = text::caseMapBoundary(text.substr(0, cut));
            CPPUNIT_ASSERT(at <= cut);
            CPPUNIT_ASSERT_EQUAL(text::caseMap(text), text::caseMap(text.substr(0, at)) +
                                                          text::caseMap(text.substr(at)));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderTextTest);
