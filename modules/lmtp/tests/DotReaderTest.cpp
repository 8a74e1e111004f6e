// SPDX-License-Identifier: Apache-2.0
#include "DotReader.h"

#include <chrono>
#include <cppunit/extensions/HelperMacros.h>
#include <iostream>
#include <string>
#include <vector>

namespace kc::lmtp
{

class DotReaderTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(DotReaderTest);
    CPPUNIT_TEST(onlyCrLfDotCrLfIsTheEnd);
    CPPUNIT_TEST(undoesDotStuffingAndNothingElse);
    CPPUNIT_TEST(readsAllTextsOfEightOctetsAsTheRuleSays);
    CPPUNIT_TEST(leavesWhatFollowsTheEnd);
    CPPUNIT_TEST(isFast);
    CPPUNIT_TEST_SUITE_END();

    struct Read
    {
        std::string text;
        bool isDone = false;
        std::size_t used = 0;

        bool operator==(const Read&) const = default;
    };

    static Read read(sv bytes, std::size_t chunk)
    {
        DotReader reader;
        Read result;
        while (result.used < bytes.size() && !reader.isDone())
        {
            const auto piece = reader.next(bytes.substr(result.used, chunk));
            result.used += piece.used;
            result.text += piece.text;
        }
        result.isDone = reader.isDone();
        return result;
    }

    /// The rule in its slowest form: split at CRLF, look at each line.
    static Read expected(sv bytes)
    {
        Read result;
        sv rest = bytes;
        while (true)
        {
            const std::size_t end = rest.find("\r\n");
            if (rest.starts_with(".\r\n"))
                return {result.text, true, result.used + 3};
            if (end == sv::npos)
                break;
            sv line = rest.substr(0, end + 2);
            rest.remove_prefix(line.size());
            result.used += line.size();
            line.remove_prefix(line.starts_with('.') ? 1 : 0);
            result.text += line;
        }
        result.used = bytes.size();
        if (rest == "." || rest == ".\r") // held back: it may become the end
            return result;
        rest.remove_prefix(rest.starts_with('.') ? 1 : 0);
        result.text += rest;
        return result;
    }

public:
    void onlyCrLfDotCrLfIsTheEnd()
    {
        const std::vector<std::string> notTheEnd{"x\n.\n",       "x\n.\r\n",
                                                 "x\r\n.\n",     "x\r.\r\n",
                                                 "x\r\n.\r",     "x\r.\r",
                                                 "x\r\n.\r\r",   "x\n\r.\r\n",
                                                 "x\r\r.\r\n",   "x.\r\n",
                                                 "x\r\n..\r\n",  "x\r\n. \r\n",
                                                 "x\r\n.\n\r\n", std::string{"x\r\n.\0\r\n", 7},
                                                 "x\r\n\r.\r\n"};
        for (const std::string& text : notTheEnd)
            CPPUNIT_ASSERT_MESSAGE(text, !read(text, SIZE_MAX).isDone);
        for (const std::string text :
             {".\r\n", "x\r\n.\r\n", "\r\n.\r\n", "x\r\r\n.\r\n", "x\n\r\n.\r\n"})
            CPPUNIT_ASSERT_MESSAGE(text, read(text, SIZE_MAX).isDone);
    }

    void undoesDotStuffingAndNothingElse()
    {
        const std::vector<std::pair<std::string, std::string>> cases{
            {"..a\r\n..\r\n...\r\n", ".a\r\n.\r\n..\r\n"},
            {".a\r\n", "a\r\n"},
            {"a.\r\nb..c\r\n", "a.\r\nb..c\r\n"},
            {"a\n..b\r..c\r\n", "a\n..b\r..c\r\n"},
            {".\n.\r.\r\n", "\n.\r.\r\n"},
            {".\rx\r\n", "\rx\r\n"},
            {std::string{"\0\xFF.\r\n", 5}, std::string{"\0\xFF.\r\n", 5}}};
        for (const auto& [sent, kept] : cases)
        {
            const Read result = read(sent + ".\r\n", SIZE_MAX);
            CPPUNIT_ASSERT_EQUAL(kept, result.text);
            CPPUNIT_ASSERT(result.isDone);
        }
    }

    void readsAllTextsOfEightOctetsAsTheRuleSays()
    {
        constexpr char kOctets[] = {'\r', '\n', '.', 'x'};
        for (unsigned number = 0; number < 4096 * 16; ++number)
        {
            std::string text;
            for (unsigned rest = number, i = 0; i < 8; ++i, rest /= 4)
                text += kOctets[rest % 4];
            const Read right = expected(text);
            for (const std::size_t chunk : {1U, 2U, 3U, 5U, 100U})
                CPPUNIT_ASSERT_MESSAGE(text, right == read(text, chunk));
        }
    }

    void leavesWhatFollowsTheEnd()
    {
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, read("a\r\n.\r\nNOOP\r\n", SIZE_MAX).used);
    }

    void isFast()
    {
        std::string text;
        for (int i = 0; i < 100'000; ++i)
            text += std::string(76, 'a') + "\r\n";
        const auto begin = std::chrono::steady_clock::now();
        std::size_t octets = 0;
        for (int i = 0; i < 10; ++i)
            octets += read(text, 65536).text.size();
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        CPPUNIT_ASSERT_EQUAL(text.size() * 10, octets);
        std::cout << " " << static_cast<int>(static_cast<double>(octets) / time.count() / 1e6)
                  << " MB/s with a copy ";
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DotReaderTest);

} // namespace kc::lmtp
