// SPDX-License-Identifier: Apache-2.0
// Whole messages, the project's own, generated ones, and real ones where they are at hand: every
// octet is where it belongs, and how a message is cut into chunks makes no difference.
#include "StructureCheck.h"

#include <kc/mime/Scanner.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace kc::mime;

namespace
{

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string checkFolder(const std::filesystem::path& folder, std::size_t& count)
{
    std::mt19937 random(7);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    {
        if (!entry.is_regular_file())
            continue;
        ++count;
        const std::string message = readFile(entry.path());
        const Structure whole = scan(message);
        if (const auto why = test::whyBroken(whole, message); !why.empty())
            return entry.path().string() + ": " + why;
        for (int round = 0; round < 5; ++round)
        {
            Scanner scanner;
            for (std::string_view rest = message; !rest.empty();)
            {
                const std::size_t size =
                    std::min<std::size_t>(rest.size(), 1 + random() % (round < 3 ? 20 : 5000));
                scanner.feed(rest.substr(0, size));
                rest.remove_prefix(size);
            }
            if (scanner.finish() != whole)
                return entry.path().string() + ": chunks make a difference";
        }
    }
    return {};
}

// Lines drawn from what decides something, glued in any order.
std::string generated(std::mt19937& random)
{
    static const std::vector<std::string> pieces{"--b",
                                                 "--c",
                                                 "--b--",
                                                 "--c--",
                                                 "",
                                                 "",
                                                 "text",
                                                 "--bb",
                                                 "Content-Type: multipart/mixed; boundary=b",
                                                 "Content-Type: multipart/digest; boundary=c",
                                                 "Content-Type: message/rfc822",
                                                 "Content-Transfer-Encoding: base64",
                                                 "QUJDQUJD",
                                                 "QUJD",
                                                 "QQ==",
                                                 " folded",
                                                 "Subject: s",
                                                 "no field",
                                                 std::string("\0\x80\r", 3),
                                                 std::string(9000, '-')};
    std::string message = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    const std::string ending = random() % 2 == 0 ? "\n" : "\r\n";
    for (std::size_t lines = random() % 60; lines > 0; --lines)
        message += pieces[random() % pieces.size()] + (random() % 20 == 0 ? "\n" : ending);
    return message;
}

} // namespace

class CorpusTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CorpusTest);
    CPPUNIT_TEST(ownMessagesHold);
    CPPUNIT_TEST(sharedMessagesHold);
    CPPUNIT_TEST(generatedMessagesHold);
    CPPUNIT_TEST_SUITE_END();

public:
    void ownMessagesHold()
    {
        std::size_t count = 0;
        CPPUNIT_ASSERT_EQUAL(std::string(), checkFolder(KC_MIME_MESSAGES, count));
        CPPUNIT_ASSERT(count >= 9);
        const std::filesystem::path folder = KC_MIME_MESSAGES;
        CPPUNIT_ASSERT_EQUAL(std::size_t{5},
                             scan(readFile(folder / "attachment.eml")).parts.size());
        CPPUNIT_ASSERT(scan(readFile(folder / "attachment.eml")).parts[4].base64.has_value());
        CPPUNIT_ASSERT_EQUAL(std::size_t{6}, scan(readFile(folder / "forwarded.eml")).parts.size());
    }

    void sharedMessagesHold()
    {
        const std::filesystem::path folder = KC_SHARED_CORPORA;
        if (!std::filesystem::is_directory(folder))
        {
            std::cout << "skipped: no " << folder.string() << " ";
            return;
        }
        std::size_t count = 0;
        CPPUNIT_ASSERT_EQUAL(std::string(), checkFolder(folder, count));
        CPPUNIT_ASSERT(count > 0);
    }

    void generatedMessagesHold()
    {
        std::mt19937 random(11);
        for (int i = 0; i < 3000; ++i)
        {
            const std::string message = generated(random);
            const Structure whole = scan(message);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string(), test::whyBroken(whole, message));
            Scanner scanner;
            const std::size_t step = 1 + random() % 100;
            for (std::size_t at = 0; at < message.size(); at += step)
                scanner.feed(std::string_view(message).substr(at, step));
            CPPUNIT_ASSERT_MESSAGE(message, scanner.finish() == whole);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CorpusTest);
