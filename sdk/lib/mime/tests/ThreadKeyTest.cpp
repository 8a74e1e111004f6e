// SPDX-License-Identifier: Apache-2.0
// What SORT and THREAD are made of: base subjects, identifiers, envelopes read back.
#include <kc/mime/BaseSubject.h>
#include <kc/mime/Envelope.h>
#include <kc/mime/EnvelopeView.h>
#include <kc/mime/MessageId.h>
#include <kc/mime/Summary.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

using namespace kc::mime;
using namespace std::string_literals;

class ThreadKeyTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ThreadKeyTest);
    CPPUNIT_TEST(findsBaseSubjects);
    CPPUNIT_TEST(takesNothingFromPlainSubjects);
    CPPUNIT_TEST(staysLinearOnHostileSubjects);
    CPPUNIT_TEST(findsIdentifiers);
    CPPUNIT_TEST(findsReferences);
    CPPUNIT_TEST(summarizesReferences);
    CPPUNIT_TEST(readsEnvelopesBack);
    CPPUNIT_TEST(readsWhatIsNoEnvelope);
    CPPUNIT_TEST_SUITE_END();

public:
    void findsBaseSubjects()
    {
        for (const std::string subject :
             {"Re: base", "RE:base", "Fwd: base", "fw: base", "FWD :base", "Re: Fwd: re: base",
              "re [list] : base", "[list] Re: base", "Re: [list] base", "[a] [b] re[2]: [c] base",
              "base (fwd)", "base (FWD) (fwd) ", "[fwd: base]", "[Fwd: [fwd: Re: base (fwd)]]",
              "Re: [fwd: [x] base]", "re:\tbase"})
        {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(subject, "base"s, baseSubject(subject).text);
            CPPUNIT_ASSERT_MESSAGE(subject, baseSubject(subject).isReplyOrForward);
        }
        const BaseSubject blobs{"base", false};
        for (const std::string subject : {"[list] base", "[a][b] base", "  base  "})
            CPPUNIT_ASSERT_MESSAGE(subject, baseSubject(subject) == blobs);
    }

    void takesNothingFromPlainSubjects()
    {
        for (const std::string subject :
             {"", "base", "[blob]", "re", "rebase", "reply: x", "fwdx: a", "a [blob]", "[open x",
              "a re: b", "[fwd: open", "[[a]] b", "Ren\xC3\xA9: x"})
        {
            CPPUNIT_ASSERT_EQUAL(subject, baseSubject(subject).text);
            CPPUNIT_ASSERT_MESSAGE(subject, !baseSubject(subject).isReplyOrForward);
        }
        CPPUNIT_ASSERT_EQUAL("a b"s, baseSubject("a \t\r\n b").text);
        CPPUNIT_ASSERT_EQUAL("[b]"s, baseSubject("[a][b]").text); // the last blob stays
        CPPUNIT_ASSERT_EQUAL(""s, baseSubject("Re: ").text);
        CPPUNIT_ASSERT(baseSubject("Re: ").isReplyOrForward);
        CPPUNIT_ASSERT_EQUAL(""s, baseSubject("[fwd:]").text);
    }

    void staysLinearOnHostileSubjects()
    {
        for (const std::string piece : {"[a]", "re:", "[fwd:", "(fwd)", "[", "re[a]", " ", "re "})
        {
            std::string subject;
            while (subject.size() < 1'000'000)
                subject += piece;
            baseSubject(subject);
            baseSubject(subject + "x]");
        }
    }

    void findsIdentifiers()
    {
        using Ids = std::vector<std::string>;
        CPPUNIT_ASSERT(messageIds("<a@b> (c <d@e>) \"<f@g>\" text <h@i>") == (Ids{"a@b", "h@i"}));
        // RFC 5256: one and the same.
        CPPUNIT_ASSERT(messageIds("<\"01KF8\"@xxx.yyy.com>") == Ids{"01KF8@xxx.yyy.com"});
        CPPUNIT_ASSERT(messageIds("< a @ b ><\"c\\\"> d\"@e>") == (Ids{"a@b", "c\">d@e"}));
        CPPUNIT_ASSERT(messageIds("<no-domain> <> <open").size() == 1);
        CPPUNIT_ASSERT(messageIds("<open <a@b>") == Ids{"a@b"});
        CPPUNIT_ASSERT(messageIds("message of \"Monday <a@b>") == Ids{"a@b"});
        CPPUNIT_ASSERT(messageIds("<a@b><c@d>", 1) == Ids{"a@b"});
        CPPUNIT_ASSERT(messageIds("").empty());
    }

    void findsReferences()
    {
        using Ids = std::vector<std::string>;
        CPPUNIT_ASSERT(referencesOf("<a@b> <c@d>", "<e@f>") == (Ids{"a@b", "c@d"}));
        CPPUNIT_ASSERT(referencesOf("none", "x <e@f> <g@h>") == Ids{"e@f"});
        CPPUNIT_ASSERT(referencesOf({}, "<e@f>") == Ids{"e@f"});
        CPPUNIT_ASSERT(referencesOf({}, {}).empty());
        std::string many;
        for (int i = 0; i < 2000; ++i)
            many += "<" + std::to_string(i) + "@x> ";
        const auto last = referencesOf(many, {});
        CPPUNIT_ASSERT_EQUAL(kMaxReferences, last.size());
        CPPUNIT_ASSERT_EQUAL("1999@x"s, last.back());
    }

    void summarizesReferences()
    {
        const auto summary =
            summarize(scan("References: <a@b>\n <\"c\"@d>\nIn-Reply-To: <e@f>\n\n"));
        CPPUNIT_ASSERT_EQUAL("a@b c@d"s, summary.references.value());
        const std::string encoded = summary.encode();
        CPPUNIT_ASSERT(SummaryView::parse(encoded)->references == "a@b c@d");
        CPPUNIT_ASSERT_EQUAL(""s, summarize(scan("\n")).references.value());
        Summary old = summary;
        old.references.reset();
        CPPUNIT_ASSERT(!SummaryView::parse(old.encode())->references);
        const auto embedded =
            scan("Content-Type: message/rfc822\n\nReferences: <a@b>\nSubject: s\n\n");
        CPPUNIT_ASSERT(embedded.envelopes.at(1).subject && !embedded.envelopes.at(1).references);
    }

    void readsEnvelopesBack()
    {
        EnvelopeFields fields;
        fields.subject = "a \"quoted\\\" ( \xC3\xA4";
        fields.from = "\"B, (C)\" <b@c>, d@e";
        fields.to = "Friends: =?utf-8?q?a?= <f@g>;, undisclosed:;";
        fields.cc = "<@r:x@y>, nobody";
        fields.messageId = std::string(5000, 'm');
        const std::string envelope = renderEnvelope(fields);
        EnvelopeView view{envelope};
        using enum EnvelopeElement;
        CPPUNIT_ASSERT(!view.text(EnvelopeElement::Date));
        CPPUNIT_ASSERT_EQUAL(*fields.subject, view.text(Subject).value());
        CPPUNIT_ASSERT_EQUAL(*fields.messageId, view.text(MessageId).value());
        CPPUNIT_ASSERT(!view.text(InReplyTo));
        CPPUNIT_ASSERT(view.addresses(From) == parseAddressList(*fields.from));
        CPPUNIT_ASSERT(view.addresses(Sender) == parseAddressList(*fields.from));
        CPPUNIT_ASSERT(view.addresses(To) == parseAddressList(*fields.to));
        CPPUNIT_ASSERT(view.addresses(Cc) == parseAddressList(*fields.cc));
        CPPUNIT_ASSERT(view.addresses(Bcc).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, view.addresses(From, 1).size());
    }

    void readsWhatIsNoEnvelope()
    {
        for (const std::string text :
             {"", "(", "()", "(((((", "\"", "({5}\r\nab", "({99999999999999999999}\r\n", "(\"a\\",
              "(NIL NIL ((\"a\"", "))))", "(NIL \"s\" x y z", "({"})
        {
            EnvelopeView view{text};
            for (int i = 0; i < 10; ++i)
            {
                view.text(static_cast<EnvelopeElement>(i));
                view.addresses(static_cast<EnvelopeElement>(i));
            }
        }
        CPPUNIT_ASSERT_EQUAL("s"s,
                             EnvelopeView{"(NIL \"s\""}.text(EnvelopeElement::Subject).value());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThreadKeyTest);
