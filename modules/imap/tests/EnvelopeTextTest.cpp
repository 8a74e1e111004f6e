// SPDX-License-Identifier: Apache-2.0
// SEARCH's view of an envelope: the short way through plain subjects finds what the long one does.
#include "search/EnvelopeText.h"

#include <kc/mime/Summary.h>
#include <kc/text/CaseMap.h>
#include <kc/text/HeaderText.h>

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace kc::imap::test
{

class EnvelopeTextTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(EnvelopeTextTest);
    CPPUNIT_TEST(findsTextsInSubjects);
    CPPUNIT_TEST(findsTextsInAddresses);
    CPPUNIT_TEST(takesTheEnvelopeOutOfASummary);
    CPPUNIT_TEST_SUITE_END();

    static std::string envelopeWith(const std::string& subject)
    {
        return "(NIL " + subject +
               " ((\"Ann\" NIL \"ann\" \"x.org\")) NIL NIL NIL NIL NIL NIL NIL)";
    }

    void findsTextsInSubjects()
    {
        const std::string longText(600, 'a');
        struct
        {
            std::string subject;
            sv key;
            bool found;
        } const rows[]{
            {R"("Plain Subject")", "plain sub", true},
            {R"("Plain Subject")", "Plain  Sub", false},
            {R"("Plain Subject")", "\"", false},
            {R"("Plain Subject")", "", true},
            {R"("")", "", true},
            {R"("")", "x", false},
            {"NIL", "nil", false},
            {"NIL", "", true},
            {R"("a \"quoted\" word \\ and")", "\"QUOTED\" word \\ a", true},
            {R"("a \"quoted\" word")", "\\", false},
            {R"("=?utf-8?q?M=C3=BCller?= 5")", "m\xc3\x9cLLER 5", true},
            {R"("Find it")", "\xef\xac\x81nd", true}, // a ligature decomposes
            {R"("Strasse 5")", "stra\xc3\xa4", false},
            {"\"M\xc3\xbcller\"", "m\xc3\x9cLL", true},
            {"{5}\r\nA\"b\\c", "a\"B\\c", true},
            {"\"a\tb\"", "a b", true},
            {"\"cut", "CUT", true},
            {"\"", "x", false},
            {"\"" + longText + " end\"", "A END", true},
        };
        for (const auto& row : rows)
        {
            const std::string envelope = envelopeWith(row.subject);
            const std::string key = text::caseMap(row.key);
            EnvelopeText text{envelope};
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.subject, row.found,
                                         text.has(mime::EnvelopeElement::Subject, key));
            mime::EnvelopeView view{envelope};
            const std::string said = text::caseMap(
                text::decodeHeader(view.text(mime::EnvelopeElement::Subject).value_or("")));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(row.subject, row.found, said.find(key) != sv::npos);
        }
    }

    void findsTextsInAddresses()
    {
        const std::string envelope = envelopeWith("\"x\"");
        EnvelopeText text{envelope};
        CPPUNIT_ASSERT(text.has(mime::EnvelopeElement::From, "ANN <ANN@X.ORG>"));
        CPPUNIT_ASSERT(!text.has(mime::EnvelopeElement::To, "ANN"));
        CPPUNIT_ASSERT(text.has(mime::EnvelopeElement::From, "<ANN"));
    }

    void takesTheEnvelopeOutOfASummary()
    {
        mime::Summary summary;
        summary.envelope = std::string(300, 'e');
        summary.bodyStructure = "b";
        const std::string encoded = summary.encode();
        CPPUNIT_ASSERT_EQUAL(sv{summary.envelope}, mime::envelopeOf(encoded));
        for (std::size_t n = 0; n < 303; ++n)
            CPPUNIT_ASSERT(mime::envelopeOf(sv{encoded}.substr(0, n)).empty());
        CPPUNIT_ASSERT(mime::envelopeOf("\x02\x01\x01x").empty());
        CPPUNIT_ASSERT(mime::envelopeOf("\x01\x02\x01x").empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EnvelopeTextTest);

} // namespace kc::imap::test
