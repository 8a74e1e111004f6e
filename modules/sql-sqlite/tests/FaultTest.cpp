// SPDX-License-Identifier: Apache-2.0
// Faults of the disk and of the process: what was answered is there, what failed left nothing, and
// work goes on by itself.
#include "FaultyDisk.h"
#include "OpenDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <csignal>
#include <filesystem>
#include <set>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using kc::Fault;
using kc::SqlTx;
using kc::Status;
using kc::sqlite::test::FaultyDisk;
using kc::sqlite::test::FreshDirectory;
using kc::sqlite::test::OpenDatabase;

namespace
{

constexpr const char* kChildPath = "KC_TEST_CRASH_PATH";

kc_code addCode(OpenDatabase& db, const std::string& name)
{
    try
    {
        return db.add(name).code();
    }
    catch (const Fault& fault)
    {
        return fault.code();
    }
}

} // namespace

class FaultTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FaultTest);
    CPPUNIT_TEST(everyAnswerIsCoveredByAFlush);
    CPPUNIT_TEST(fullDiskFailsWritersReadersGoOnAndWritingResumes);
    CPPUNIT_TEST(failedFlushFailsTheBatchAndTheNextIsFine);
    CPPUNIT_TEST(aFullDiskUnderManyWritersConfusesNobody);
    CPPUNIT_TEST(addsUntilItIsKilled);
    CPPUNIT_TEST(killedProcessLosesNothingThatItAnswered);
    CPPUNIT_TEST(aStartFlushesAndCopiesTheLogThatACrashLeft);
    CPPUNIT_TEST_SUITE_END();

    FreshDirectory _directory;

public:
    void setUp() override { FaultyDisk::install(); }

    void tearDown() override
    {
        FaultyDisk::full = false;
        FaultyDisk::flushFails = false;
    }

private:
    void everyAnswerIsCoveredByAFlush()
    {
        OpenDatabase db{_directory.file("kc.db")};
        for (int i = 0; i < 5; ++i)
        {
            const int before = FaultyDisk::flushes;
            CPPUNIT_ASSERT(db.add(std::to_string(i)).ok());
            CPPUNIT_ASSERT(FaultyDisk::flushes > before);
        }
    }

    void fullDiskFailsWritersReadersGoOnAndWritingResumes()
    {
        OpenDatabase db{_directory.file("kc.db")};
        CPPUNIT_ASSERT(db.add("before").ok());
        FaultyDisk::full = true;
        for (int i = 0; i < 3; ++i)
        {
            CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, addCode(db, "during"));
            CPPUNIT_ASSERT(db.has("before"));
            CPPUNIT_ASSERT(!db.has("during"));
        }
        FaultyDisk::full = false;
        CPPUNIT_ASSERT(db.add("after").ok());
        db.reopen();
        CPPUNIT_ASSERT(db.has("before") && db.has("after") && !db.has("during"));
    }

    void failedFlushFailsTheBatchAndTheNextIsFine()
    {
        OpenDatabase db{_directory.file("kc.db")};
        CPPUNIT_ASSERT(db.add("before").ok());
        FaultyDisk::flushFails = true;
        CPPUNIT_ASSERT_EQUAL(KC_EUNAVAIL, addCode(db, "during"));
        FaultyDisk::flushFails = false;
        CPPUNIT_ASSERT(db.add("after").ok());
        CPPUNIT_ASSERT(db.has("before") && db.has("after") && !db.has("during"));
    }

    void aFullDiskUnderManyWritersConfusesNobody()
    {
        OpenDatabase db{_directory.file("kc.db")};
        std::array<std::set<std::string>, 8> answered;
        {
            std::vector<std::jthread> threads;
            for (std::size_t thread = 0; thread < answered.size(); ++thread)
                threads.emplace_back(
                    [&, thread]
                    {
                        for (int i = 0; i < 60; ++i)
                        {
                            if (thread == 0 && i % 10 == 0)
                                FaultyDisk::full = i % 20 == 10;
                            const std::string name =
                                std::to_string(thread) + "-" + std::to_string(i);
                            if (addCode(db, name) == KC_OK)
                                answered[thread].insert(name);
                        }
                    });
        }
        FaultyDisk::full = false;
        std::int64_t sum = 0;
        for (const auto& names : answered)
            for (const std::string& name : names)
            {
                CPPUNIT_ASSERT(db.has(name));
                ++sum;
            }
        CPPUNIT_ASSERT_EQUAL(sum, db.rows());
        CPPUNIT_ASSERT(sum >= 30);
    }

    /// The child of the next test; by itself it does nothing.
    void addsUntilItIsKilled()
    {
        const char* const path = std::getenv(kChildPath);
        if (path == nullptr)
            return;
        OpenDatabase db{path};
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back(
                [&, thread]
                {
                    for (int i = 0;; ++i)
                    {
                        std::string name = std::to_string(thread) + "-" + std::to_string(i);
                        if (addCode(db, name) != KC_OK)
                            _exit(1);
                        name += '\n';
                        if (write(STDOUT_FILENO, name.data(), name.size()) < 0)
                            _exit(1);
                    }
                });
    }

    void killedProcessLosesNothingThatItAnswered()
    {
        const std::string path = _directory.file("kc.db");
        for (const std::size_t enough : {200U, 1'500U, 6'000U})
        {
            const std::set<std::string> answered = runAndKill(path, enough);
            OpenDatabase db{path};
            for (const std::string& name : answered)
                CPPUNIT_ASSERT_MESSAGE(name, db.has(name));
            const std::int32_t clear = db.prepare("DELETE FROM t");
            CPPUNIT_ASSERT(db.transact([&](SqlTx& tx) { return tx.run(clear); }).ok());
        }
    }

    void aStartFlushesAndCopiesTheLogThatACrashLeft()
    {
        const std::string path = _directory.file("kc.db");
        const std::string image = _directory.file("image.db");
        {
            OpenDatabase db{path};
            CPPUNIT_ASSERT(db.add("kept").ok());
            std::filesystem::copy_file(path, image); // as a kill leaves them
            std::filesystem::copy_file(path + "-wal", image + "-wal");
        }
        CPPUNIT_ASSERT(std::filesystem::file_size(image + "-wal") > 0);
        const int before = FaultyDisk::flushes;
        OpenDatabase db{image};
        CPPUNIT_ASSERT(FaultyDisk::flushes >= before + 2); // the log, then the database
        CPPUNIT_ASSERT_EQUAL(std::uintmax_t{0}, std::filesystem::file_size(image + "-wal"));
        CPPUNIT_ASSERT(db.has("kept"));
    }

    static std::set<std::string> runAndKill(const std::string& path, std::size_t octets)
    {
        std::array<int, 2> ends{};
        CPPUNIT_ASSERT(pipe(ends.data()) == 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        setenv(kChildPath, path.c_str(), 1);
        std::string self = "/proc/self/exe";
        std::string test = "FaultTest::addsUntilItIsKilled";
        std::array<char*, 3> arguments{self.data(), test.data(), nullptr};
        pid_t child = -1;
        const int result =
            posix_spawn(&child, self.c_str(), &actions, nullptr, arguments.data(), environ);
        unsetenv(kChildPath);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        CPPUNIT_ASSERT_EQUAL(0, result);
        std::string text = readUntil(ends[0], octets);
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        CPPUNIT_ASSERT(WIFSIGNALED(status));
        text += readUntil(ends[0], SIZE_MAX);
        close(ends[0]);
        return names(text);
    }

    static std::string readUntil(int fd, std::size_t octets)
    {
        std::string text;
        std::array<char, 4096> buffer{};
        while (text.size() < octets)
        {
            const ssize_t n = read(fd, buffer.data(), buffer.size());
            if (n <= 0)
                break;
            text.append(buffer.data(), static_cast<std::size_t>(n));
        }
        return text;
    }

    /// The complete lines that name a row; the program's own words are among them.
    static std::set<std::string> names(const std::string& text)
    {
        std::set<std::string> found;
        for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos;
             begin = end + 1)
        {
            const std::string line = text.substr(begin, end - begin);
            if (line.find('-') == 1)
                found.insert(line);
        }
        CPPUNIT_ASSERT(!found.empty());
        return found;
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FaultTest);
