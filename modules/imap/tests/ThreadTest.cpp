// SPDX-License-Identifier: Apache-2.0
// SORT's keys and THREAD's trees (RFC 5256) of messages as the store summarizes them.
#include "sort/SortProgram.h"
#include "thread/Threading.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace kc::imap::test
{

namespace
{

/// A message by its header; its uid is its place from 1, and it arrived so many days after 1970.
struct Mail
{
    std::string header;
};

std::string summaryOf(const Mail& mail)
{
    return mime::summarize(mime::scan(mail.header + "\r\n")).encode();
}

kc_message rowOf(std::uint32_t uid, const std::string& summary)
{
    kc_message row{};
    row.size = sizeof row;
    row.uid = uid;
    row.received = std::int64_t{uid} * 86'400;
    row.octets = 1000 - uid;
    row.summary = str(summary);
    return row;
}

std::string threads(const std::vector<Mail>& mails, Forest (*algorithm)(const ThreadMessages&))
{
    ThreadMessages messages{ThreadMessages::Links::Follow};
    for (std::uint32_t uid = 1; uid <= mails.size(); ++uid)
    {
        const std::string summary = summaryOf(mails[uid - 1]);
        CPPUNIT_ASSERT(messages.add(rowOf(uid, summary)));
    }
    std::vector<std::uint32_t> numbers(mails.size());
    std::iota(numbers.begin(), numbers.end(), 1U);
    return algorithm(messages).text(numbers);
}

Mail mail(const std::string& subject, const std::string& id, const std::string& references = {})
{
    std::string header = "Subject: " + subject + "\r\n";
    if (!id.empty())
        header += "Message-ID: <" + id + "@x>\r\n";
    if (!references.empty())
        header += "References: " + references + "\r\n";
    return {header};
}

std::string sorted(const std::vector<Mail>& mails, std::string_view criteria)
{
    ArgReader args{criteria};
    const auto program = SortProgram::parse(args);
    CPPUNIT_ASSERT(program && args.atEnd());
    std::vector<std::pair<std::string, std::uint32_t>> keys;
    for (std::uint32_t uid = 1; uid <= mails.size(); ++uid)
    {
        const std::string summary = summaryOf(mails[uid - 1]);
        keys.emplace_back(program->keyOf(rowOf(uid, summary)), uid);
    }
    std::sort(keys.begin(), keys.end());
    std::string text;
    for (const auto& [key, uid] : keys)
        text.append(text.empty() ? "" : " ").append(std::to_string(uid));
    return text;
}

} // namespace

class ThreadTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ThreadTest);
    CPPUNIT_TEST(sortsByEachKey);
    CPPUNIT_TEST(refusesWhatAreNoCriteria);
    CPPUNIT_TEST(threadsByReferences);
    CPPUNIT_TEST(gathersThreadsBySubject);
    CPPUNIT_TEST(makesNoLoops);
    CPPUNIT_TEST(threadsBySubjectAlone);
    CPPUNIT_TEST(writesForestsAsTheRfcDoes);
    CPPUNIT_TEST(threadsHostileReferencesInBoundedTime);
    CPPUNIT_TEST(saysWhenThereAreTooManyIdentifiers);
    CPPUNIT_TEST_SUITE_END();

public:
    void sortsByEachKey()
    {
        const std::vector<Mail> mails{
            {"Subject: Re: banana\r\nFrom: zoe@a\r\nTo: b@a, a@a\r\n"
             "Date: Mon, 2 Mar 2026 10:00:00 +0100\r\n"},
            {"Subject: Apple\r\nFrom: Zed <ann@z>\r\nCc: x@y\r\n"
             "Date: Mon, 2 Mar 2026 10:00:00 +0200\r\n"},
            {"From: bob@b\r\nTo: a@a\r\n"},
            {"Subject: =?utf-8?q?=C3=84pfel?=\r\nFrom: Bob@c\r\n"
             "Date: Mon, 2 Mar 2026 10:00:00 -0500\r\n"},
        };
        const std::vector<std::pair<std::string, std::string>> cases{
            {"(ARRIVAL)", "1 2 3 4"},
            {"(REVERSE ARRIVAL)", "4 3 2 1"},
            {"(SIZE)", "4 3 2 1"},
            {"(DATE)", "3 2 1 4"}, // 3 has no date: when it arrived
            {"(reverse date)", "4 1 2 3"},
            {"(SUBJECT)", "3 2 4 1"}, // "Ä" is A and a mark: behind P
            {"(FROM)", "2 3 4 1"},
            {"(REVERSE FROM)", "1 3 4 2"},
            {"(TO)", "2 4 3 1"},
            {"(CC REVERSE SIZE)", "1 3 4 2"},
            {"(FROM REVERSE DATE)", "2 4 3 1"},
        };
        for (const auto& [criteria, wanted] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(criteria, wanted, sorted(mails, criteria));
    }

    void refusesWhatAreNoCriteria()
    {
        for (const char* text : {"", "()", "(", "DATE", "(DATE", "(REVERSE)",
                                 "(REVERSE REVERSE DATE)", "(DATE )", "(NOSUCH)", "(DATE,SIZE)"})
        {
            ArgReader args{text};
            CPPUNIT_ASSERT_MESSAGE(text, !SortProgram::parse(args));
        }
    }

    void threadsByReferences()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{}, threads({}, threadByReferences));
        // a chain, a fork, an answer that came before its question
        CPPUNIT_ASSERT_EQUAL(
            std::string{"(1 2 (3)(4))(6 5)"},
            threads({mail("a", "1"), mail("b", "2", "<1@x>"), mail("c", "3", "<1@x> <2@x>"),
                     mail("d", "4", "<2@x>"), mail("e", "5", "<6@x>"), mail("f", "6")},
                    threadByReferences));
        // a dummy with one child goes, one with two stays
        CPPUNIT_ASSERT_EQUAL(std::string{"(1)((2)(3 4))"},
                             threads({mail("a", "1", "<gone@x>"), mail("b", "2", "<lost@x> <no@x>"),
                                      mail("c", "3", "<lost@x>"), mail("d", "4", "<3@x> <nor@x>")},
                                     threadByReferences));
        // a second message with the same identifier is one without
        CPPUNIT_ASSERT_EQUAL(
            std::string{"(1 3)(2)"},
            threads({mail("a", "1"), mail("b", "1"), mail("c", "3", "<1@x>")}, threadByReferences));
        // what a message itself says counts more than what others say of it
        CPPUNIT_ASSERT_EQUAL(std::string{"(2)(4 3 1)"},
                             threads({mail("a", "1", "<2@x> <3@x>"), mail("b", "2"),
                                      mail("c", "3", "<4@x>"), mail("d", "4")},
                                     threadByReferences));
        // In-Reply-To where there are no References
        CPPUNIT_ASSERT_EQUAL(std::string{"(1 2)"},
                             threads({mail("a", "1"), {"Subject: b\r\nIn-Reply-To: <1@x>\r\n"}},
                                     threadByReferences));
    }

    void gathersThreadsBySubject()
    {
        const std::vector<std::pair<std::vector<Mail>, std::string>> cases{
            {{mail("a", "1"), mail("Re: A", "2")}, "(1 2)"},
            {{mail("Re: a", "1"), mail("a", "2")}, "(2 1)"},
            {{mail("a", "1"), mail("a", "2"), mail("a", "3")}, "((1)(2)(3))"},
            {{mail("Re: a", "1"), mail("Re: a", "2")}, "((1)(2))"},
            {{mail("", "1"), mail("", "2"), mail("Re:", "3")}, "(1)(2)(3)"}, // no subject is none
            {{mail("a", "1", "<g@x>"), mail("b", "2", "<g@x>"), mail("a", "3", "<h@x>"),
              mail("c", "4", "<h@x>")},
             "((1)(2)(3)(4))"}, // two dummies become one
            {{mail("a", "1", "<g@x>"), mail("b", "2", "<g@x>"), mail("re: a", "3"), mail("c", "4")},
             "((1)(2)(3))(4)"}, // a message joins a dummy's children
            {{mail("=?utf-8?q?=C3=A4?=", "1"), mail("Re: =?iso-8859-1?q?=C4?=", "2")}, "(1 2)"},
        };
        for (std::size_t i = 0; i < cases.size(); ++i)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(i), cases[i].second,
                                         threads(cases[i].first, threadByReferences));
    }

    void makesNoLoops()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"(1)"},
                             threads({mail("a", "1", "<1@x>")}, threadByReferences));
        CPPUNIT_ASSERT_EQUAL(
            std::string{"(2 1)"},
            threads({mail("a", "1", "<2@x>"), mail("b", "2", "<1@x>")}, threadByReferences));
        CPPUNIT_ASSERT_EQUAL(std::string{"(3 2 1)"},
                             threads({mail("a", "1", "<3@x> <2@x>"), mail("b", "2", "<3@x>"),
                                      mail("c", "3", "<1@x> <2@x> <1@x>")},
                                     threadByReferences));
    }

    void threadsBySubjectAlone()
    {
        const auto dated = [](const std::string& subject, int day)
        {
            return Mail{"Subject: " + subject + "\r\nDate: " + std::to_string(day) +
                        " Mar 2026 10:00:00 +0000\r\n"};
        };
        CPPUNIT_ASSERT_EQUAL(std::string{"(3 (1)(5))(4 2)(6)"},
                             threads({dated("Re: a", 3), dated("Re: b", 4), dated("a", 1),
                                      dated("B", 2), dated("a (fwd)", 5), dated("", 6)},
                                     threadBySubject));
        CPPUNIT_ASSERT_EQUAL(std::string{}, threads({}, threadBySubject));
    }

    /// RFC 5256 §4
    void writesForestsAsTheRfcDoes()
    {
        // 2, 3, 6, 4, 23, 44, 7, 96
        const Forest forest{{1, 2, 3, 4, 5, 6, 7, 8}, {kNoNode, kNoNode, 1, 2, 3, 2, 5, 6}};
        CPPUNIT_ASSERT_EQUAL(std::string{"(2)(3 6 (4 23)(44 7 96))"},
                             forest.text({2, 3, 6, 4, 23, 44, 7, 96}));
        const Forest siblings{{1, 2}, {2, 2, kNoNode}};
        CPPUNIT_ASSERT_EQUAL(std::string{"((3)(5))"}, siblings.text({3, 5}));
    }

    void threadsHostileReferencesInBoundedTime()
    {
        // A chain of 50,000, then 50,000 that want to stand below its end with children of their
        // own: each link would look at the whole chain for a loop.
        const auto id = [](std::size_t n) { return "<" + std::to_string(n) + "@x>"; };
        ThreadMessages messages{ThreadMessages::Links::Follow};
        std::vector<std::uint32_t> numbers;
        const auto add = [&](const Mail& mail)
        {
            const std::string summary = summaryOf(mail);
            numbers.push_back(static_cast<std::uint32_t>(numbers.size()) + 1);
            CPPUNIT_ASSERT(messages.add(rowOf(numbers.back(), summary)));
        };
        constexpr std::size_t kLength = 50'000;
        for (std::size_t i = 1; i <= kLength; ++i)
            add(mail("", std::to_string(i), i == 1 ? "" : id(i - 1)));
        for (std::size_t i = 0; i < kLength; ++i)
            add(mail("", "c" + std::to_string(i),
                     "<p" + std::to_string(i) + "@x> " + id(kLength) + " <p" + std::to_string(i) +
                         "@x>"));
        const std::string text = threadByReferences(messages).text(numbers);
        CPPUNIT_ASSERT_EQUAL(std::count(text.begin(), text.end(), '('),
                             std::count(text.begin(), text.end(), ')'));
        CPPUNIT_ASSERT(text.find(" 49999 50000") != std::string::npos);
    }

    void saysWhenThereAreTooManyIdentifiers()
    {
        ThreadMessages messages{ThreadMessages::Links::Follow};
        bool fits = true;
        for (std::uint32_t uid = 1; fits && uid <= 2'000; ++uid)
        {
            std::string references;
            for (int i = 0; i < 1'000; ++i)
                references += "<" + std::to_string(uid) + "." + std::to_string(i) + "@x> ";
            const std::string summary = summaryOf(mail("a", std::to_string(uid), references));
            fits = messages.add(rowOf(uid, summary));
        }
        CPPUNIT_ASSERT(!fits);
        CPPUNIT_ASSERT(messages.messageIds() <= ThreadMessages::kMaxMessageIds + 1'001);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThreadTest);

} // namespace kc::imap::test
