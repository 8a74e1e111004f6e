// SPDX-License-Identifier: Apache-2.0
// Base64 bodies come back octet for octet, and what could not is recognised.
#include "StructureCheck.h"

#include <kc/mime/Scanner.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>
#include <string>

using namespace kc::mime;

namespace
{

using Random = std::mt19937_64;

std::uint32_t below(Random& random, std::uint32_t limit)
{
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random);
}

std::string octets(Random& random, std::size_t size)
{
    std::string result(size, '\0');
    for (char& octet : result)
        octet = static_cast<char>(random());
    return result;
}

Base64Layout anyLayout(Random& random)
{
    Base64Layout layout;
    layout.lineLength = below(random, 3) == 0 ? 76 : 4 * (1 + below(random, 249));
    layout.lineEnding = below(random, 2) == 0 ? LineEnding::Lf : LineEnding::CrLf;
    layout.trailingEndings = below(random, 3);
    layout.decodedSize = 1 + below(random, 3000);
    return layout;
}

std::string encode(const Base64Layout& layout, std::string_view octets)
{
    std::string text;
    Base64Encoder encoder(layout);
    encoder.write(octets, text);
    CPPUNIT_ASSERT(encoder.finish());
    return text;
}

std::optional<Base64Layout> layoutOf(std::string_view body)
{
    return scan("Content-Transfer-Encoding: base64\n\n" + std::string(body)).parts[0].base64;
}

// The same body, but ended by a boundary instead of the end of the message.
std::optional<Base64Layout> layoutOfPart(std::string_view body, std::string_view ending)
{
    const std::string message =
        "Content-Type: multipart/x; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n" +
        std::string(body) + std::string(ending) + "--b--";
    return scan(message).parts.at(1).base64;
}

} // namespace

class Base64Test : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(Base64Test);
    CPPUNIT_TEST(recognisesLayouts);
    CPPUNIT_TEST(refusesWhatCannotBeRebuilt);
    CPPUNIT_TEST(rebuildsAnyLayoutInAnyChunks);
    CPPUNIT_TEST(neverAcceptsCorruptedTextThatWouldNotComeBack);
    CPPUNIT_TEST(decoderRefusesTextOfAnotherLayout);
    CPPUNIT_TEST(encodesAnyWindowAlone);
    CPPUNIT_TEST(refusesInvalidLayouts);
    CPPUNIT_TEST_SUITE_END();

public:
    void recognisesLayouts()
    {
        const auto crlf = LineEnding::CrLf;
        const auto lf = LineEnding::Lf;
        const struct
        {
            const char* body;
            Base64Layout layout;
        } cases[] = {
            {"QUJD", {4, crlf, 0, 3}},
            {"QUI=", {4, crlf, 0, 2}},
            {"QQ==\n", {4, lf, 1, 1}},
            {"QUJDQUJD\r\nQUJD\r\n", {8, crlf, 1, 9}},
            {"QUJDQUJD\nQUJDQUJD", {8, lf, 0, 12}},
            {"QUJD\r\nQQ==\r\n\r\n\r\n", {4, crlf, 3, 4}},
        };
        for (const auto& [body, layout] : cases)
        {
            CPPUNIT_ASSERT_MESSAGE(body, layoutOf(body) == layout);
            CPPUNIT_ASSERT_MESSAGE(body, layoutOfPart(body, "\n") == layout);
            CPPUNIT_ASSERT_MESSAGE(body, layoutOfPart(body, "\r\n") == layout);
        }
    }

    void refusesWhatCannotBeRebuilt()
    {
        const std::string longLine(1000, 'A');
        for (const std::string body : {"",
                                       "\n",
                                       "\nQUJD\n",
                                       "QUJ",
                                       "QUJDQ",
                                       "QR==",
                                       "QUK=",
                                       "Q===",
                                       "====",
                                       "QQ=A",
                                       "QQ==QUJD",
                                       "QQ==\nQUJD\n",
                                       "QUJD\nQUJDQUJD\n",
                                       "QUJDQUJD\nQUJD\nQUJD\n",
                                       "QUJD\r\nQUJD\n",
                                       "QUJD\nQUJD\r\n",
                                       "QUJD\n\nQUJD\n",
                                       "QUJD \n",
                                       " QUJD\n",
                                       "QUJD\r",
                                       "QU-_",
                                       "QUJD\n--\n",
                                       "QUJDQUJD\nQU\n",
                                       "QUJD\n\r\n",
                                       longLine.c_str()})
            CPPUNIT_ASSERT_MESSAGE(body, !layoutOf(body));
    }

    void rebuildsAnyLayoutInAnyChunks()
    {
        Random random(1);
        for (int i = 0; i < 2000; ++i)
        {
            const Base64Layout layout = anyLayout(random);
            const std::string content = octets(random, layout.decodedSize);
            std::string text;
            Base64Encoder encoder(layout);
            for (std::string_view rest = content; !rest.empty();)
            {
                const auto size = std::min<std::size_t>(rest.size(), 1 + below(random, 200));
                CPPUNIT_ASSERT(!encoder.finish());
                encoder.write(rest.substr(0, size), text);
                rest.remove_prefix(size);
            }
            CPPUNIT_ASSERT(encoder.finish());
            CPPUNIT_ASSERT_EQUAL(layout.encodedSize(), std::uint64_t{text.size()});

            std::string decoded;
            Base64Decoder decoder(layout);
            for (std::string_view rest = text; !rest.empty();)
            {
                const auto size = std::min<std::size_t>(rest.size(), 1 + below(random, 200));
                CPPUNIT_ASSERT(!decoder.finish());
                CPPUNIT_ASSERT(decoder.write(rest.substr(0, size), decoded));
                rest.remove_prefix(size);
            }
            CPPUNIT_ASSERT(decoder.finish());
            CPPUNIT_ASSERT(decoded == content);
            CPPUNIT_ASSERT(!decoder.write("\n", decoded));
        }
    }

    void neverAcceptsCorruptedTextThatWouldNotComeBack()
    {
        Random random(2);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 5000; ++i)
        {
            const Base64Layout layout = anyLayout(random);
            std::string text = encode(layout, octets(random, layout.decodedSize));
            const auto at = below(random, static_cast<std::uint32_t>(text.size()));
            static constexpr std::string_view kOctets("A=\n\r -/\0\x80", 9);
            const char octet = kOctets[below(random, kOctets.size())];
            switch (below(random, 4))
            {
            case 0:
                text[at] = octet;
                break;
            case 1:
                text.erase(at, 1);
                break;
            case 2:
                text.insert(at, 1, octet);
                break;
            default:
                break; // unharmed
            }
            const auto found = layoutOf(text);
            found ? ++accepted : ++refused;
            if (!found)
                continue;
            std::string error;
            test::decodeBody(*found, text, error);
            CPPUNIT_ASSERT_EQUAL(std::string(), error);
        }
        CPPUNIT_ASSERT(accepted > 1250 && refused > 1250);
    }

    void decoderRefusesTextOfAnotherLayout()
    {
        const Base64Layout layout{8, LineEnding::CrLf, 1, 8};
        const std::string text = encode(layout, "ABCDEFGH");
        CPPUNIT_ASSERT_EQUAL(std::string("QUJDREVG\r\nR0g=\r\n"), text);
        for (std::size_t at = 0; at < text.size(); ++at)
        {
            std::string wrong = text;
            wrong[at] = '*';
            std::string out;
            Base64Decoder decoder(layout);
            const bool taken = decoder.write(wrong, out) && decoder.finish();
            CPPUNIT_ASSERT_MESSAGE(wrong, !taken);
            CPPUNIT_ASSERT_MESSAGE("failed once, failed for ever", !decoder.write("", out));
        }
        std::string out;
        Base64Decoder spare(layout);
        CPPUNIT_ASSERT(!spare.write("QUJDREVG\r\nR0h=\r\n", out)); // spare bits
        Base64Decoder tooShort(layout);
        CPPUNIT_ASSERT(tooShort.write("QUJDREVG\r\nR0g=\r", out));
        CPPUNIT_ASSERT(!tooShort.finish());
        Base64Decoder tooLong(layout);
        CPPUNIT_ASSERT(!tooLong.write(text + "\r", out));
    }

    void encodesAnyWindowAlone()
    {
        Random random(3);
        for (int i = 0; i < 2000; ++i)
        {
            // Every fourth: short lines and many endings, so that a window may lie within those.
            const Base64Layout layout =
                i % 4 > 0 ? anyLayout(random) : Base64Layout{4, LineEnding::CrLf, 20, 7};
            const std::string content = octets(random, layout.decodedSize);
            const std::string text = encode(layout, content);
            const auto offset = below(random, static_cast<std::uint32_t>(text.size()) + 5);
            const auto length = below(random, static_cast<std::uint32_t>(text.size()) + 5);
            const Base64Window window = windowFor(layout, offset, length);
            CPPUNIT_ASSERT(window.decodedEnd <= content.size());
            std::string part;
            Base64Encoder encoder(layout, window.decodedBegin);
            encoder.write(std::string_view(content).substr(window.decodedBegin,
                                                           window.decodedEnd - window.decodedBegin),
                          part);
            const std::string expected = offset < text.size() ? text.substr(offset, length) : "";
            CPPUNIT_ASSERT_EQUAL(expected, part.substr(window.skip, window.length));
            CPPUNIT_ASSERT(window.skip < layout.lineLength + 2U + 2U * layout.trailingEndings);
        }
    }

    void refusesInvalidLayouts()
    {
        const Base64Layout bad[] = {
            {0, LineEnding::Lf, 0, 3},    {5, LineEnding::Lf, 0, 3},
            {1000, LineEnding::Lf, 0, 3}, {76, LineEnding::Lf, kMaxTrailingEndings + 1, 3},
            {76, LineEnding::Lf, 0, 0},   {76, LineEnding::Lf, 0, std::uint64_t{1} << 62}};
        for (const Base64Layout& layout : bad)
        {
            std::string out;
            Base64Encoder encoder(layout);
            encoder.write("ABC", out);
            CPPUNIT_ASSERT(!layout.isValid() && !encoder.finish() && out.empty());
            Base64Decoder decoder(layout);
            CPPUNIT_ASSERT(!decoder.write("QUJD", out) && !decoder.finish());
            CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, windowFor(layout, 0, 10).length);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(Base64Test);
