// SPDX-License-Identifier: Apache-2.0
// What IMAP shows of a message: ENVELOPE, BODY, BODYSTRUCTURE, sections; and the summary that is
// stored.
#include <kc/mime/BodyStructure.h>
#include <kc/mime/Envelope.h>
#include <kc/mime/ImapString.h>
#include <kc/mime/Scanner.h>
#include <kc/mime/Section.h>
#include <kc/mime/Summary.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <limits>
#include <string>
#include <vector>

using namespace kc::mime;
using namespace std::string_literals;

namespace
{

std::string imap(std::string_view text)
{
    std::string out;
    appendImapString(out, text);
    return out;
}

std::string envelope(std::string_view message, std::size_t max = 100)
{
    return renderEnvelope(scan(message).envelopes[0], max);
}

std::string extended(std::string_view message)
{
    return renderBodyStructure(scan(message), BodyForm::Extended);
}

std::string basic(std::string_view message)
{
    const Structure structure = scan(message);
    const std::string result = renderBodyStructure(structure, BodyForm::Basic);
    const auto derived = basicFromExtended(renderBodyStructure(structure, BodyForm::Extended));
    CPPUNIT_ASSERT(derived == result);
    return result;
}

const std::string kPlain = R"(("text" "plain" ("charset" "us-ascii") NIL NIL "7BIT" )";
const std::string kEmptyEnvelope = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)";

// 1 text, 2 message (a multipart of 2), 3 message (a text), 4 multipart of 1
const std::string kNested =
    "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nX: 1\n\none\n--b\nContent-Type: message/rfc822\nX: 2\n\n"
    "Subject: t\nContent-Type: multipart/mixed; boundary=c\n\n--c\nX: "
    "2.1\n\ntwo.one\n--c\n\ntwo.two\n--c--\n"
    "--b\nContent-Type: message/rfc822\n\nSubject: u\n\nthree\n"
    "--b\nContent-Type: multipart/x; boundary=d\n\n--d\nX: 4.1\n\nfour.one\n--d--\n--b--\n";

std::string section(std::string_view message, std::vector<std::uint32_t> path, SectionKind kind)
{
    const auto range = findSection(scan(message), path, kind);
    return range ? std::string(message.substr(range->begin, range->size())) : "-"s;
}

} // namespace

class RenderTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(RenderTest);
    CPPUNIT_TEST(writesStrings);
    CPPUNIT_TEST(writesEnvelopes);
    CPPUNIT_TEST(boundsEnvelopeAddresses);
    CPPUNIT_TEST(writesBodiesOfLeaves);
    CPPUNIT_TEST(writesBodiesOfContainers);
    CPPUNIT_TEST(writesWhatTheGrammarCannotShowAsAnotherType);
    CPPUNIT_TEST(writesExtensionData);
    CPPUNIT_TEST(refusesTextThatIsNoBodyStructure);
    CPPUNIT_TEST(findsSections);
    CPPUNIT_TEST(findsNoSectionWhereNoneIs);
    CPPUNIT_TEST(findsSectionsOfASinglePart);
    CPPUNIT_TEST(summaryComesBack);
    CPPUNIT_TEST(summaryPassesOverUnknownFields);
    CPPUNIT_TEST(refusesWhatIsNoSummary);
    CPPUNIT_TEST_SUITE_END();

public:
    void writesStrings()
    {
        CPPUNIT_ASSERT_EQUAL("\"\""s, imap(""));
        CPPUNIT_ASSERT_EQUAL("\"a \\\"b\\\\ \""s, imap("a \"b\\\0"s));
        CPPUNIT_ASSERT_EQUAL("{2}\r\n\xc3\xa4"s, imap("\xc3\xa4"));
        CPPUNIT_ASSERT_EQUAL("{4}\r\na\rb "s, imap("a\rb\0"s));
        CPPUNIT_ASSERT_EQUAL("{1}\r\n\n"s, imap("\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{4098}, imap(std::string(4096, 'a')).size());
        CPPUNIT_ASSERT(imap(std::string(4097, 'a')).starts_with("{4097}\r\n"));
    }

    void writesEnvelopes()
    {
        CPPUNIT_ASSERT_EQUAL(kEmptyEnvelope, envelope(""));
        CPPUNIT_ASSERT_EQUAL(
            R"(("d" "a \"b\"" ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) )"
            R"(((NIL NIL "g" NIL)("B" NIL "b" "y")(NIL NIL NIL NIL)) NIL NIL "" "<i@x>"))"s,
            envelope("Date: d\nSubject: a\n \"b\"\nFrom: a@x\nTo: g: B <b@y>;\nIn-Reply-To:\n"
                     "Message-Id: <i@x>\nReply-To:\n\n"));
        CPPUNIT_ASSERT_EQUAL(
            R"((NIL NIL ((NIL NIL "a" "x")) ((NIL NIL "s" "x")) (("R" "@h" "r" "")) NIL )"
            R"(((NIL NIL "c" "x")) ((NIL NIL "" "")) NIL NIL))"s,
            envelope("From: a@x\nSender: s@x\nReply-To: R <@h:r>\nCc: c@x\nBcc: <>\n\n"));
    }

    void boundsEnvelopeAddresses()
    {
        CPPUNIT_ASSERT_EQUAL(
            R"((NIL NIL ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) )"
            R"(((NIL NIL "b" "x")) NIL NIL NIL NIL))"s,
            envelope("From: a@x\nTo: b@x, c@x\nCc: d@x\n\n", 2));
    }

    void writesBodiesOfLeaves()
    {
        CPPUNIT_ASSERT_EQUAL(
            "(\"a\" \"b\" (\"x\" \"\\\")\\\\ (\") NIL {3}\r\n\xc3\xa4) \"7BIT\" 0)"s,
            basic("Content-Type: a/b; x=\"\\\")\\\\ (\"\nContent-Description: \xc3\xa4)\n\n"));
        CPPUNIT_ASSERT_EQUAL(kPlain + "0 0)", basic(""));
        CPPUNIT_ASSERT_EQUAL(kPlain + "7 2)", basic("A: b\r\n\r\na\r\nbcd\n"));
        CPPUNIT_ASSERT_EQUAL(
            R"(("Text" "HTML" NIL "<i>" "d" "QUOTED-PRINTABLE" 1 0))"s,
            basic("Content-Type: Text/HTML\nContent-Id: <i>\nContent-Description: d\n"
                  "Content-Transfer-Encoding: quoted-printable\n\nx"));
        CPPUNIT_ASSERT_EQUAL(
            R"(("image" "png" ("name" "a b") NIL NIL "x-own" 1))"s,
            basic("Content-Type: image/png; name=\"a b\"\nContent-Transfer-Encoding: x-own\n\nx"));
        CPPUNIT_ASSERT_EQUAL(
            R"(("text" "plain" ("format" "flowed" "charset" "us-ascii") NIL NIL "7BIT" 0 0))"s,
            basic("Content-Type: text/plain; format=flowed\n\n"));
    }

    void writesBodiesOfContainers()
    {
        std::string expected = "(" + kPlain;
        expected += R"(3 0)("message" "rfc822" NIL NIL NIL "7BIT" 92 )"
                    R"((NIL "t" NIL NIL NIL NIL NIL NIL NIL NIL) ()";
        expected += kPlain + "7 0)" + kPlain + "7 0) \"mixed\") 10)";
        expected += R"x(("message" "rfc822" NIL NIL NIL "7BIT" 17 )x"
                    R"x((NIL "u" NIL NIL NIL NIL NIL NIL NIL NIL) )x";
        expected += kPlain + "5 0) 2)((" + kPlain.substr(1) + R"x(8 0) "x") "mixed"))x";
        CPPUNIT_ASSERT_EQUAL(expected, basic(kNested));
    }

    void writesWhatTheGrammarCannotShowAsAnotherType()
    {
        CPPUNIT_ASSERT_EQUAL(
            R"(("text" "plain" ("boundary" "b" "charset" "us-ascii") NIL NIL "7BIT" 2 1))"s,
            basic("Content-Type: multipart/mixed; boundary=b\n\nx\n"));
        CPPUNIT_ASSERT_EQUAL(
            R"(("application" "octet-stream" NIL NIL NIL "BASE64" 1))"s,
            basic("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nx"));
    }

    void writesExtensionData()
    {
        CPPUNIT_ASSERT_EQUAL(kPlain + "0 0 NIL NIL NIL NIL)", extended(""));
        CPPUNIT_ASSERT_EQUAL(
            R"(("a" "b" NIL NIL NIL "7BIT" 0 "m5" ("attachment" ("filename" "f")) ("de" "en") "loc"))"s,
            extended(
                "Content-Type: a/b\nContent-MD5: m5\nContent-Disposition: attachment; filename=f\n"
                "Content-Language: de, en\nContent-Location: loc\n\n"));
        CPPUNIT_ASSERT_EQUAL(
            "(" + kPlain + R"(0 0 NIL NIL NIL NIL) "x" ("boundary" "b") ("inline" NIL) NIL NIL))",
            extended("Content-Type: multipart/x; boundary=b\nContent-Disposition: "
                     "inline\n\n--b\n\n--b--"));
        CPPUNIT_ASSERT_EQUAL(R"(("message" "rfc822" NIL NIL NIL "7BIT" 1 )" + kEmptyEnvelope + " " +
                                 kPlain + "0 0 NIL NIL NIL NIL) 1 NIL NIL NIL NIL)",
                             extended("Content-Type: message/rfc822\n\n\n"));
    }

    void refusesTextThatIsNoBodyStructure()
    {
        for (const std::string text :
             {"", "(", ")", "NIL", "()", "((", "(\"a\" \"b\" NIL NIL NIL \"7BIT\" 1",
              "(\"a\" \"b\")", "(\"a", "(\"a\\", "(\"a\" {9}\r\nb NIL NIL NIL \"7BIT\" 1)",
              "(\"a\" \"b\" NIL NIL NIL \"7BIT\" 1) "})
            CPPUNIT_ASSERT_MESSAGE(text, !basicFromExtended(text));
        CPPUNIT_ASSERT(!basicFromExtended(std::string(200'000, '(')));
    }

    void findsSections()
    {
        const auto whole = SectionKind::Whole;
        const auto header = SectionKind::Header;
        const auto mime = SectionKind::Mime;
        const auto text = SectionKind::Text;
        const struct
        {
            std::vector<std::uint32_t> path;
            SectionKind kind;
            std::string expected;
        } cases[] = {
            {{}, whole, kNested},
            {{}, header, "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n"},
            {{}, text, kNested.substr(54)},
            {{1}, whole, "one"},
            {{1}, mime, "X: 1\n\n"},
            {{2}, mime, "Content-Type: message/rfc822\nX: 2\n\n"},
            {{2}, header, "Subject: t\nContent-Type: multipart/mixed; boundary=c\n\n"},
            {{2}, text, "--c\nX: 2.1\n\ntwo.one\n--c\n\ntwo.two\n--c--"},
            {{2, 1}, whole, "two.one"},
            {{2, 1}, mime, "X: 2.1\n\n"},
            {{2, 2}, whole, "two.two"},
            {{3}, whole, "Subject: u\n\nthree"},
            {{3}, text, "three"},
            {{3, 1}, whole, "three"},
            {{3, 1}, mime, "Subject: u\n\n"},
            {{4}, whole, "--d\nX: 4.1\n\nfour.one\n--d--"},
            {{4, 1}, whole, "four.one"},
        };
        for (const auto& [path, kind, expected] : cases)
            CPPUNIT_ASSERT_EQUAL(expected, section(kNested, path, kind));
    }

    void findsNoSectionWhereNoneIs()
    {
        const std::vector<std::vector<std::uint32_t>> none{
            {0}, {5}, {1, 1}, {2, 3}, {2, 1, 1}, {3, 2}, {3, 1, 1}, {4, 2}, {4294967295U}};
        for (const auto& path : none)
            CPPUNIT_ASSERT_EQUAL("-"s, section(kNested, path, SectionKind::Whole));
        CPPUNIT_ASSERT_EQUAL("-"s, section(kNested, {}, SectionKind::Mime));
        for (const auto kind : {SectionKind::Header, SectionKind::Text})
            for (const std::uint32_t number : {1U, 4U})
                CPPUNIT_ASSERT_EQUAL("-"s, section(kNested, {number}, kind));
        CPPUNIT_ASSERT(!findSection(Structure{}, {}, SectionKind::Whole));
    }

    void findsSectionsOfASinglePart()
    {
        const std::string plain = "A: b\n\ntext";
        CPPUNIT_ASSERT_EQUAL("text"s, section(plain, {1}, SectionKind::Whole));
        CPPUNIT_ASSERT_EQUAL("A: b\n\n"s, section(plain, {1}, SectionKind::Mime));
        CPPUNIT_ASSERT_EQUAL("-"s, section(plain, {1, 1}, SectionKind::Whole));
        CPPUNIT_ASSERT_EQUAL("-"s, section(plain, {2}, SectionKind::Whole));
        const std::string message = "Content-Type: message/rfc822\n\nA: b\n\ntext";
        CPPUNIT_ASSERT_EQUAL("A: b\n\ntext"s, section(message, {1}, SectionKind::Whole));
        CPPUNIT_ASSERT_EQUAL("A: b\n\n"s, section(message, {1}, SectionKind::Header));
        CPPUNIT_ASSERT_EQUAL("text"s, section(message, {1, 1}, SectionKind::Whole));
    }

    void summaryComesBack()
    {
        const std::string message = "Date: 31 Dec 1969 23:00:00 -0030\nSubject: s\n\nx\n";
        const Summary summary = summarize(scan(message));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{message.size()}, summary.size);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{message.size() - 2}, summary.headerLength);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{4}, summary.lines);
        CPPUNIT_ASSERT(summary.sent == (SentDate{-1800, -30}));
        CPPUNIT_ASSERT_EQUAL(envelope(message), summary.envelope);
        CPPUNIT_ASSERT_EQUAL(extended(message), summary.bodyStructure);

        const std::string encoded = summary.encode();
        CPPUNIT_ASSERT(Summary::decode(encoded) == summary);
        const auto view = SummaryView::parse(encoded);
        CPPUNIT_ASSERT(view && view->envelope == summary.envelope && view->sent == summary.sent);
        CPPUNIT_ASSERT(view->envelope.data() > encoded.data() &&
                       view->envelope.data() < encoded.data() + encoded.size());
        CPPUNIT_ASSERT(!summarize(scan("Date: never\n\n")).sent);

        Summary extreme;
        extreme.size = extreme.lines = ~std::uint64_t{0};
        extreme.sent = SentDate{std::numeric_limits<std::int64_t>::min(), 0};
        CPPUNIT_ASSERT(Summary::decode(extreme.encode()) == extreme);
    }

    void summaryPassesOverUnknownFields()
    {
        const Summary summary = summarize(scan("A: b\n\n"));
        CPPUNIT_ASSERT(Summary::decode(summary.encode() + "\x7f\x03xyz"s + "\x80\x01\x00"s) ==
                       summary);
    }

    void refusesWhatIsNoSummary()
    {
        const std::string good = summarize(scan("Date: 1 Jan 2025 00:00 +0000\n\n")).encode();
        CPPUNIT_ASSERT(!SummaryView::parse(""));
        CPPUNIT_ASSERT(!SummaryView::parse("\x02"s.append(good, 1)));
        CPPUNIT_ASSERT(SummaryView::parse("\x01"));
        for (const std::string& bad :
             {"\x01\x01"s, "\x01\x01\x02x"s, "\x01\x03\x00"s, "\x01\x03\x02\x01\x01"s,
              "\x01\x00\x00"s, "\x01\x02\x00\x01\x00"s, "\x01\x01\x00\x01\x00"s, "\x01\x01\x80"s,
              "\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
              "\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s})
            CPPUNIT_ASSERT(!SummaryView::parse(bad));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RenderTest);
