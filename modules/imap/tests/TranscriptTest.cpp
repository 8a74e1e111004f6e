// SPDX-License-Identifier: Apache-2.0
// Runs every conversation in tests/transcripts: one behaviour that clients see per file.
#include "Transcript.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace kc::imap::test
{

class TranscriptTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(TranscriptTest);
    CPPUNIT_TEST(goesAsEachFileSays);
    CPPUNIT_TEST(goesAlikeForHesitantClients);
    CPPUNIT_TEST_SUITE_END();

public:
    void goesAsEachFileSays() { playAll(Pace::Whole); }

    void goesAlikeForHesitantClients() { playAll(Pace::Hesitant); }

private:
    static void playAll(Pace pace)
    {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator{KC_TRANSCRIPTS})
            if (entry.path().extension() == ".txt")
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        CPPUNIT_ASSERT(files.size() >= 30);
        std::string problems;
        for (const auto& file : files)
            if (const std::string problem = playTranscript(file, pace); !problem.empty())
                problems.append("\n").append(file.filename().string()).append(": ").append(problem);
        CPPUNIT_ASSERT_EQUAL(std::string{}, problems);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TranscriptTest);

} // namespace kc::imap::test
