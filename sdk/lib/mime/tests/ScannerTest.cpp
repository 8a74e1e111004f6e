// SPDX-License-Identifier: Apache-2.0
// The part tree: where parts begin and end, in messages as they should be and as they should not.
#include "StructureCheck.h"

#include <kc/mime/Scanner.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

using namespace kc::mime;
using namespace std::string_literals;

namespace
{

std::string crlf(std::string_view text)
{
    std::string result;
    for (const char c : text)
        result += c == '\n' ? "\r\n" : std::string(1, c);
    return result;
}

// One line per part: number, kind, header and body in quotes, lines.
std::string show(std::string_view message, const Limits& limits = {})
{
    const Structure structure = scan(message, limits);
    CPPUNIT_ASSERT_EQUAL(std::string(), test::whyBroken(structure, message));
    std::string out;
    for (const Part& part : structure.parts)
    {
        out.append(part.depth * 2, ' ');
        out += std::to_string(part.number) + "LPM"[static_cast<int>(part.kind)];
        out.append(" [").append(message.substr(part.headerStart, part.header().size())).append("]");
        if (part.kind == PartKind::Leaf)
            out.append(" [").append(message.substr(part.bodyStart, part.body().size())).append("]");
        out.append(" ").append(std::to_string(part.bodyLines)).append("\n");
    }
    return out;
}

struct Case
{
    const char* what;
    std::string message;
    std::string expected;
};

void check(const std::vector<Case>& cases)
{
    for (const auto& [what, message, expected] : cases)
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, expected, show(message));
}

const std::string kMixed = "Content-Type: multipart/mixed; boundary=b\n\n";

} // namespace

class ScannerTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ScannerTest);
    CPPUNIT_TEST(dividesHeaderFromBody);
    CPPUNIT_TEST(givesTheLineEndingBeforeABoundaryToTheBoundary);
    CPPUNIT_TEST(tellsBoundariesFromTextLikeThem);
    CPPUNIT_TEST(boundsThePaddingOfABoundaryHoweverItComes);
    CPPUNIT_TEST(copesWithMissingAndMisplacedBoundaries);
    CPPUNIT_TEST(givesASharedBoundaryToTheInnermostMultipart);
    CPPUNIT_TEST(entersEmbeddedMessages);
    CPPUNIT_TEST(leavesEncodedMessagesClosed);
    CPPUNIT_TEST(keepsWhatIsBeyondLimitsAsOctets);
    CPPUNIT_TEST(readsContentFields);
    CPPUNIT_TEST(readsEnvelopeFieldsOfMessagesOnly);
    CPPUNIT_TEST(boundsWhatItKeepsOfHeaders);
    CPPUNIT_TEST(keepsBoundariesThatItKeepsNoParametersOf);
    CPPUNIT_TEST(isReadyForAnotherMessageAfterFinish);
    CPPUNIT_TEST_SUITE_END();

public:
    void dividesHeaderFromBody()
    {
        check({
            {"empty", "", "1L [] [] 0\n"},
            {"only a blank line", "\r\n", "1L [\r\n] [] 0\n"},
            {"CRLF", "A: b\r\n\r\ntext\r\n", "1L [A: b\r\n\r\n] [text\r\n] 1\n"},
            {"LF", "A: b\n\ntext", "1L [A: b\n\n] [text] 0\n"},
            {"no blank line", "A: b\r\n", "1L [A: b\r\n] [] 0\n"},
            {"header cut in its line", "A: b", "1L [A: b] [] 0\n"},
            {"folded blank line is no end", "A: b\n \n\nx", "1L [A: b\n \n\n] [x] 0\n"},
            {"bare CR is no line end", "A: b\r\r\n\r\rx", "1L [A: b\r\r\n\r\rx] [] 0\n"},
            {"no field at all", "junk\n\nx\n", "1L [junk\n\n] [x\n] 1\n"},
            {"NUL", "A:\0\n\n\0\n"s, "1L [A:\0\n\n] [\0\n] 1\n"s},
        });
    }

    void givesTheLineEndingBeforeABoundaryToTheBoundary()
    {
        check({
            {"LF", kMixed + "--b\n\none\n--b\nX: y\n\ntwo\n\n--b--\n",
             "1P [" + kMixed + "] 9\n  1L [\n] [one] 0\n  2L [X: y\n\n] [two\n] 1\n"},
            {"CRLF", crlf(kMixed + "--b\n\none\n\n--b--"),
             "1P [" + crlf(kMixed) + "] 4\n  1L [\r\n] [one\r\n] 1\n"},
            {"empty body", kMixed + "--b\nX: y\n\n--b--",
             "1P [" + kMixed + "] 3\n  1L [X: y\n\n] [] 0\n"},
            {"header without body", kMixed + "--b\nX: y\n--b--",
             "1P [" + kMixed + "] 2\n  1L [X: y\n] [] 0\n"},
            {"nothing at all", kMixed + "--b\n--b--", "1P [" + kMixed + "] 1\n  1L [] [] 0\n"},
        });
    }

    void tellsBoundariesFromTextLikeThem()
    {
        const std::string part = kMixed + "--b\n\n";
        for (const std::string text :
             {"--bc", "--", "---b", "--b-", "--b---", "--b x", "-- b", " --b", "--B"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(text,
                                         "1P [" + kMixed + "] 4\n  1L [\n] [" + text + "] 0\n",
                                         show(part + text + "\n--b--\n"));
        for (const std::string line : {"--b--", "--b-- ", "--b--\t \t", "--b--\r"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(line, "1P [" + kMixed + "] 4\n  1L [\n] [x] 0\n",
                                         show(part + "x\n" + line + "\n"));

        const std::string inner = "Content-Type: multipart/x; boundary=b2\n\n";
        check({{"one boundary begins another",
                part.substr(0, part.size() - 1) + inner + "--b2\n\n1\n--b2--\n--b\n\n2\n--b--",
                "1P [" + kMixed + "] 10\n  1P [" + inner +
                    "] 3\n    1L [\n] [1] 0\n  2L [\n] [2] 0\n"}});
        const std::string dashed = "Content-Type: multipart/x; boundary=\"b--\"\n\n";
        check({{"a boundary that ends like a closing one", dashed + "--b--\n\n1\n--b----\n",
                "1P [" + dashed + "] 4\n  1L [\n] [1] 0\n"}});
    }

    void boundsThePaddingOfABoundaryHoweverItComes()
    {
        for (const std::size_t padding : {200U, 8440U, 8443U, 8444U, 8445U, 9000U, 30000U})
        {
            const std::string message =
                kMixed + "--b\n\nx\n--b" + std::string(padding, ' ') + "\n\ny\n--b--";
            const Structure whole = scan(message);
            CPPUNIT_ASSERT_EQUAL(std::size_t{padding < 8445 ? 3U : 2U}, whole.parts.size());
            for (const std::size_t step : {1U, 100U, 8448U, 8449U})
            {
                Scanner scanner;
                for (std::size_t at = 0; at < message.size(); at += step)
                    scanner.feed(std::string_view(message).substr(at, step));
                CPPUNIT_ASSERT(scanner.finish() == whole);
            }
        }
    }

    void copesWithMissingAndMisplacedBoundaries()
    {
        const std::string inner = "Content-Type: multipart/x; boundary=c\n\n";
        check({
            {"no closing", kMixed + "--b\n\none\n", "1P [" + kMixed + "] 3\n  1L [\n] [one\n] 1\n"},
            {"no part", kMixed + "text\n", "1L [" + kMixed + "] [text\n] 1\n"},
            {"closed at once", kMixed + "--b--\n", "1L [" + kMixed + "] [--b--\n] 1\n"},
            {"after the closing one", kMixed + "--b\n\n1\n--b--\n--b\n\n2\n",
             "1P [" + kMixed + "] 7\n  1L [\n] [1] 0\n"},
            {"outer ends inner", kMixed + "--b\n" + inner + "--c\n\n1\n--b\n\n2\n--b--",
             "1P [" + kMixed + "] 9\n  1P [" + inner + "] 2\n    1L [\n] [1] 0\n  2L [\n] [2] 0\n"},
            {"outer ends inner after its boundary", kMixed + "--b\n" + inner + "--c\n--b--",
             "1P [" + kMixed + "] 4\n  1P [" + inner + "] 1\n    1L [] [] 0\n"},
            {"no boundary parameter", "Content-Type: multipart/mixed\n\n--\n",
             "1L [Content-Type: multipart/mixed\n\n] [--\n] 1\n"},
            {"empty boundary parameter", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n",
             "1L [Content-Type: multipart/mixed; boundary=\"\"\n\n] [--\n] 1\n"},
        });
    }

    void givesASharedBoundaryToTheInnermostMultipart()
    {
        check({{"same", kMixed + "--b\n" + kMixed + "--b\n\n1\n--b--\n--b\n\n2\n--b--\n",
                "1P [" + kMixed + "] 11\n  1P [" + kMixed +
                    "] 3\n    1L [\n] [1] 0\n  2L [\n] [2] 0\n"}});
    }

    void entersEmbeddedMessages()
    {
        const std::string rfc822 = "Content-Type: message/rfc822\n\n";
        const std::string digest = "Content-Type: multipart/digest; boundary=b\n\n";
        check({
            {"top", rfc822 + "A: b\n\nx\n", "1M [" + rfc822 + "] 3\n  1L [A: b\n\n] [x\n] 1\n"},
            {"in a part", kMixed + "--b\n" + rfc822 + "A: b\n\nx\n--b--",
             "1P [" + kMixed + "] 6\n  1M [" + rfc822 + "] 2\n    1L [A: b\n\n] [x] 0\n"},
            {"cut in its header", kMixed + "--b\n" + rfc822 + "A: b\n--b--",
             "1P [" + kMixed + "] 4\n  1M [" + rfc822 + "] 1\n    1L [A: b\n] [] 0\n"},
            {"default in a digest", digest + "--b\n\nA: b\n\nx\n--b--",
             "1P [" + digest + "] 5\n  1M [\n] 2\n    1L [A: b\n\n] [x] 0\n"},
        });
    }

    void leavesEncodedMessagesClosed()
    {
        for (const std::string encoding : {"base64", "quoted-printable", "x-uuencode"})
        {
            const std::string header =
                "Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding + "\n\n";
            CPPUNIT_ASSERT_EQUAL("1L [" + header + "] [A: b\n] 1\n", show(header + "A: b\n"));
        }
    }

    void keepsWhatIsBeyondLimitsAsOctets()
    {
        const std::string two = kMixed + "--b\n\n1\n--b\n\n2\n--b--";
        CPPUNIT_ASSERT_EQUAL("1P [" + kMixed + "] 6\n  1L [\n] [1] 0\n  2L [\n] [2] 0\n",
                             show(two, {.parts = 3}));
        CPPUNIT_ASSERT_EQUAL("1P [" + kMixed + "] 6\n  1L [\n] [1] 0\n", show(two, {.parts = 2}));
        CPPUNIT_ASSERT_EQUAL("1L [" + kMixed + "] [" + two.substr(kMixed.size()) + "] 6\n",
                             show(two, {.parts = 1}));
        CPPUNIT_ASSERT_EQUAL("1P [" + kMixed + "] 6\n  1L [\n] [1] 0\n  2L [\n] [2] 0\n",
                             show(two, {.depth = 1}));
        CPPUNIT_ASSERT_EQUAL("1L [" + kMixed + "] [" + two.substr(kMixed.size()) + "] 6\n",
                             show(two, {.depth = 0}));

        std::string deep;
        for (int i = 0; i < 300; ++i)
            deep += "Content-Type: message/rfc822\n\n";
        CPPUNIT_ASSERT_EQUAL(std::size_t{101}, scan(deep).parts.size());
        CPPUNIT_ASSERT_EQUAL(std::string(), test::whyBroken(scan(deep), deep));
    }

    void readsContentFields()
    {
        const Structure structure =
            scan("content-type : Text/HTML;\r\n\tcharset=utf-8\r\n"
                 "Content-Transfer-Encoding: Quoted-Printable\r\n"
                 "Content-Disposition: attachment; filename=\"a b\"\r\n"
                 "Content-ID: <i@x>\r\nContent-Description: some\r\n thing\r\n"
                 "Content-MD5: abc=\r\nContent-Language: de, en\r\n"
                 "Content-Location: http://x/\r\n"
                 "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        const Part& part = structure.parts[0];
        CPPUNIT_ASSERT(part.contentType == (ContentType{"Text", "HTML", {{"charset", "utf-8"}}}));
        CPPUNIT_ASSERT(part.encoding == TransferEncoding::QuotedPrintable);
        CPPUNIT_ASSERT(part.disposition == (Disposition{"attachment", {{"filename", "a b"}}}));
        CPPUNIT_ASSERT(part.contentId == "<i@x>");
        CPPUNIT_ASSERT(part.description == "some thing");
        CPPUNIT_ASSERT(part.md5 == "abc=");
        CPPUNIT_ASSERT(part.languages == (std::vector<std::string>{"de", "en"}));
        CPPUNIT_ASSERT(part.location == "http://x/");
    }

    void readsEnvelopeFieldsOfMessagesOnly()
    {
        const Structure structure = scan("To: a@x\nTO: b@x\nSubject: outer\nSubject: "
                                         "again\nContent-Type: multipart/mixed; boundary=b\n\n"
                                         "--b\nSubject: of a part\n\n--b\nContent-Type: "
                                         "message/rfc822\n\nSubject:\nCc: c@x\n\n--b--");
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, structure.envelopes.size());
        EnvelopeFields outer;
        outer.to = "a@x, b@x";
        outer.subject = "outer";
        EnvelopeFields inner;
        inner.subject = "";
        inner.cc = "c@x";
        CPPUNIT_ASSERT(structure.envelopes[0] == outer);
        CPPUNIT_ASSERT(structure.envelopes[1] == inner);
    }

    void boundsWhatItKeepsOfHeaders()
    {
        const std::string message = "A: 1\nSubject: 0123456789\nDate: d\n\nx";
        const auto subject = [&](const Limits& limits)
        { return scan(message, limits).envelopes[0].subject; };
        CPPUNIT_ASSERT(subject({.headerBytes = 12}) == "0123456789");
        CPPUNIT_ASSERT(subject({.headerBytes = 6}) == "01234");
        CPPUNIT_ASSERT(subject({.headers = 2}) == "0123456789");
        CPPUNIT_ASSERT(!subject({.headers = 1}));
        CPPUNIT_ASSERT(subject({.headerBlockBytes = 6}) == "0123456789");
        CPPUNIT_ASSERT(!subject({.headerBlockBytes = 5}));
        CPPUNIT_ASSERT(subject({.keptBytes = 10}) == "0123456789");
        CPPUNIT_ASSERT(!subject({.keptBytes = 9}));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{message.size() - 1},
                             scan(message, {.headers = 0}).parts[0].bodyStart);

        std::string many;
        for (int i = 0; i < 500'000; ++i)
            many += "Subject: s\n";
        CPPUNIT_ASSERT_EQUAL(std::string(), test::whyBroken(scan(many), many));
    }

    void keepsBoundariesThatItKeepsNoParametersOf()
    {
        const std::string message = kMixed + "--b\n\n1\n--b--";
        const Structure structure = scan(message, {.keptBytes = 3});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, structure.parts.size());
        CPPUNIT_ASSERT(structure.parts[0].contentType->parameters.empty());
    }

    void isReadyForAnotherMessageAfterFinish()
    {
        Scanner scanner;
        scanner.feed(kMixed + "--b\n\nx");
        scanner.finish();
        scanner.feed("A: b\n\n--b\n");
        CPPUNIT_ASSERT(scanner.finish() == scan("A: b\n\n--b\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScannerTest);
