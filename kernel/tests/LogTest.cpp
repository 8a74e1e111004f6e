// SPDX-License-Identifier: Apache-2.0
// What a log line looks like, and that nothing in a value can break out of it.
#include "log/Log.h"
#include "config/KernelOptions.h"
#include "core/Clock.h"
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace kc::kernel;

namespace
{

kc_log_field field(const char* key, kc::sv value)
{
    kc_log_field made{key, {KC_TEXT, {}}};
    made.value.u.s = kc::str(value);
    return made;
}

class LogTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(LogTest);
    CPPUNIT_TEST(quotesAndEscapes);
    CPPUNIT_TEST(writesTheLayout);
    CPPUNIT_TEST(followsARenamedFile);
    CPPUNIT_TEST(writesJson);
    CPPUNIT_TEST(writesJsonThatParsesWhateverCame);
    CPPUNIT_TEST(cutsEndlessText);
    CPPUNIT_TEST(foldsWhatComesAgain);
    CPPUNIT_TEST(tellsRepetitionsInTime);
    CPPUNIT_TEST(foldsWhateverThreadItComesFrom);
    CPPUNIT_TEST(countsWhatItCannotWrite);
    CPPUNIT_TEST(waitsForNobodyWhoDoesNotRead);
    CPPUNIT_TEST(takesARefusedFileForNone);
    CPPUNIT_TEST(givesModulesTheirOwnLevel);
    CPPUNIT_TEST(readsLevelsOfModules);
    CPPUNIT_TEST_SUITE_END();

    static std::string read(const std::string& path)
    {
        std::ifstream file{path};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

    static std::string temporary()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-log-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        return pattern;
    }

    static LogSettings toFile(const std::string& directory,
                              LogTimestamp timestamp = LogTimestamp::No,
                              LogFormat format = LogFormat::Text)
    {
        LogSettings settings;
        settings.method = LogMethod::File;
        settings.file = directory + "/l";
        settings.level = 4;
        settings.timestamp = timestamp;
        settings.format = format;
        return settings;
    }

    /// What `act` makes a log write, without "[thread] ".
    template <class F>
    static std::string written(F act)
    {
        const std::string directory = temporary();
        {
            Log log;
            log.configure(toFile(directory));
            act(log);
        }
        const std::string text = read(directory + "/l");
        std::filesystem::remove_all(directory);
        return std::regex_replace(text, std::regex{R"(\[\d+\] )"}, "");
    }

public:
    void quotesAndEscapes()
    {
        struct Case
        {
            kc::sv value, written;
        };
        for (const Case& each :
             {Case{"plain@x.org", "k=plain@x.org"}, Case{"", "k=\"\""},
              Case{"two words", "k=\"two words\""}, Case{"a\"b\\", "k=\"a\\\"b\\\\\""},
              Case{"a\r\nb", "k=\"a\\r\\nb\""}, Case{"\x1b[2J", "k=\"\\x1b[2J\""},
              Case{"a=b", "k=\"a=b\""}, Case{"gr\xc3\xbc\xc3\x9f", "k=gr\xc3\xbc\xc3\x9f"}})
        {
            const kc_log_field raw = field("k", each.value);
            CPPUNIT_ASSERT_EQUAL(
                "m: text\\n " + std::string{each.written},
                logBody({KC_LOG_INFO, "m", {}, "text\n", {&raw, 1}}, LogFormat::Text));
        }
        kc_log_field number{"n", {KC_INT, {}}};
        number.value.u.i = -5;
        CPPUNIT_ASSERT_EQUAL(
            std::string{"m: t session=abc n=-5"},
            logBody({KC_LOG_INFO, "m", "abc", "t", {&number, 1}}, LogFormat::Text));
    }

    void writesTheLayout()
    {
        const std::string directory = temporary();
        {
            Log log;
            log.configure(toFile(directory, LogTimestamp::Yes));
            log.kernel(KC_LOG_WARN, "seen");
            log.kernel(KC_LOG_INFO, "not seen");
            log.setLevel(5);
            log.kernel(KC_LOG_INFO, "now");
        }
        const std::string text = read(directory + "/l");
        std::filesystem::remove_all(directory);
        const std::regex layout{
            R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}: \[\d+\] \[warning\] kernel: seen\n)"
            R"(.*: \[\d+\] \[info   \] kernel: now\n)"};
        CPPUNIT_ASSERT_MESSAGE(text, std::regex_match(text, layout));
    }

    void followsARenamedFile()
    {
        const std::string directory = temporary();
        Log log;
        log.configure(toFile(directory));
        log.kernel(KC_LOG_WARN, "one");
        std::filesystem::rename(directory + "/l", directory + "/l.1");
        log.kernel(KC_LOG_WARN, "two");
        log.reopen();
        log.kernel(KC_LOG_WARN, "three");
        const std::string before = read(directory + "/l.1");
        const std::string behind = read(directory + "/l");
        std::filesystem::remove_all(directory);
        CPPUNIT_ASSERT(before.find("two") != std::string::npos);
        CPPUNIT_ASSERT(behind.find("three") != std::string::npos);
        CPPUNIT_ASSERT(behind.find("two") == std::string::npos);
    }

    void writesJson()
    {
        const std::string directory = temporary();
        {
            Log log;
            log.configure(toFile(directory, LogTimestamp::Yes, LogFormat::Json));
            std::vector<kc_log_field> fields{field("user", "ann"),    {"n", {KC_INT, {}}},
                                             {"r", {KC_REAL, {}}},    {"nan", {KC_REAL, {}}},
                                             {"none", {KC_NULL, {}}}, field("time", "mine")};
            fields[1].value.u.i = -5;
            fields[2].value.u.d = 0.5;
            fields[3].value.u.d = std::numeric_limits<double>::quiet_NaN();
            log.write({KC_LOG_WARN, "m", "s1", "it \"works\"", fields});
            log.write({KC_LOG_WARN, "m", "s1", "it \"works\"", fields});
        }
        std::ifstream file{directory + "/l"};
        std::string line;
        std::getline(file, line);
        const auto json = nlohmann::ordered_json::parse(line);
        CPPUNIT_ASSERT(std::regex_match(json["time"].get<std::string>(),
                                        std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"}));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{static_cast<std::uint64_t>(gettid())},
                             json["thread"].get<std::uint64_t>());
        CPPUNIT_ASSERT_EQUAL(
            std::string{R"("level":"warning","thread":)"} + std::to_string(gettid()) +
                R"(,"module":"m","session":"s1","message":"it \"works\"","user":"ann",)"
                R"("n":-5,"r":0.5,"nan":null,"none":null,"time_":"mine"})",
            line.substr(line.find("\"level\"")));
        std::getline(file, line);
        CPPUNIT_ASSERT_EQUAL(std::string{"Last message repeated 1 times"},
                             nlohmann::json::parse(line)["message"].get<std::string>());
        std::filesystem::remove_all(directory);
    }

    void writesJsonThatParsesWhateverCame()
    {
        std::string all;
        for (int c = 0; c < 256; ++c)
            all += static_cast<char>(c);
        for (const std::string& text : {all, std::string{"\xe2\x82"}, std::string{"\"\\"}})
        {
            const kc_log_field raw = field("k", text);
            const LogEvent event{KC_LOG_WARN, "m", text, text, {&raw, 1}};
            const std::string line = logHead(KC_LOG_WARN, LogFormat::Json, LogTimestamp::Yes) +
                                     logBody(event, LogFormat::Json);
            CPPUNIT_ASSERT(line.find('\n') == std::string::npos);
            const auto json = nlohmann::json::parse(line); // strict: throws for what is no UTF-8
            CPPUNIT_ASSERT_EQUAL(json["message"], json["k"]);
        }
    }

    void cutsEndlessText()
    {
        const std::string endless(1'000'000, 'x');
        const kc_log_field raw = field("k", endless);
        for (const LogFormat format : {LogFormat::Text, LogFormat::Json})
            CPPUNIT_ASSERT(logBody({KC_LOG_WARN, "m", {}, endless, {&raw, 1}}, format).size() <
                           2 * kLogTextLimit + 100);
    }

    void foldsWhatComesAgain()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"[warning] kernel: a\n"
                                         "[warning] Last message repeated 2 times\n"
                                         "[warning] kernel: b\n"
                                         "[error  ] kernel: b\n"
                                         "[error  ] Last message repeated 1 times\n"},
                             written(
                                 [](const Log& log)
                                 {
                                     for (const char* text : {"a", "a", "a", "b"})
                                         log.kernel(KC_LOG_WARN, text);
                                     log.kernel(KC_LOG_ERROR, "b");
                                     log.kernel(KC_LOG_ERROR, "b");
                                 }));
    }

    void tellsRepetitionsInTime()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"[warning] kernel: a\n"
                                         "[warning] Last message repeated 1 times\n"
                                         "[warning] Last message repeated 2 times\n"},
                             written(
                                 [](const Log& log)
                                 {
                                     log.kernel(KC_LOG_WARN, "a");
                                     log.tellRepeats(monotonicNow() + Log::kFoldTime);
                                     log.kernel(KC_LOG_WARN, "a");
                                     log.tellRepeats(monotonicNow());
                                     log.tellRepeats(monotonicNow() + Log::kFoldTime);
                                     log.tellRepeats(monotonicNow() + Log::kFoldTime);
                                     log.kernel(KC_LOG_WARN, "a");
                                     log.kernel(KC_LOG_WARN, "a");
                                 }));
    }

    void foldsWhateverThreadItComesFrom()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"[warning] kernel: a\n"
                                         "[warning] Last message repeated 3999 times\n"},
                             written(
                                 [](const Log& log)
                                 {
                                     std::vector<std::jthread> threads;
                                     for (int i = 0; i < 4; ++i)
                                         threads.emplace_back(
                                             [&]
                                             {
                                                 for (int n = 0; n < 1000; ++n)
                                                     log.kernel(KC_LOG_WARN, "a");
                                             });
                                 }));
    }

    void countsWhatItCannotWrite()
    {
        Log log;
        LogSettings settings;
        settings.method = LogMethod::File;
        settings.file = "/dev/full";
        log.configure(settings);
        log.kernel(KC_LOG_ERROR, "a");
        log.kernel(KC_LOG_ERROR, "b");
        log.kernel(KC_LOG_DEBUG, "not logged, so not lost");
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, log.lost());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, log.lines(KC_LOG_ERROR));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, log.lines(KC_LOG_DEBUG));
    }

    void waitsForNobodyWhoDoesNotRead()
    {
        const std::string directory = temporary();
        CPPUNIT_ASSERT_EQUAL(0, mkfifo((directory + "/l").c_str(), 0600));
        const int reader = open((directory + "/l").c_str(), O_RDONLY | O_NONBLOCK);
        Log log;
        log.configure(toFile(directory));
        const auto fill = [&]
        {
            for (int i = 0; i < 20'000; ++i) // far more than a pipe holds
                log.kernel(KC_LOG_WARN, std::to_string(i) + std::string(100, 'x'));
        };
        const std::int64_t begin = monotonicNow();
        fill();
        CPPUNIT_ASSERT(log.lost() > 10'000);
        CPPUNIT_ASSERT(monotonicNow() - begin < 10 * kSecond); // not 100 ms for each of them
        // Once it is read again, lines come again, whole.
        std::string text(1 << 20, '\0');
        CPPUNIT_ASSERT(::read(reader, text.data(), text.size()) > 0);
        const std::uint64_t lost = log.lost();
        log.kernel(KC_LOG_WARN, "back");
        const ssize_t n = ::read(reader, text.data(), text.size());
        close(reader);
        std::filesystem::remove_all(directory);
        CPPUNIT_ASSERT_EQUAL(lost, log.lost());
        text.resize(static_cast<std::size_t>(n));
        CPPUNIT_ASSERT_MESSAGE(
            text, std::regex_match(text, std::regex{R"(\n?\[\d+\] \[warning\] kernel: back\n)"}));
    }

    void takesARefusedFileForNone()
    {
        const std::string directory = temporary();
        Log log;
        log.configure(toFile(directory));
        log.kernel(KC_LOG_WARN, "one");
        std::filesystem::remove(directory + "/l");
        std::filesystem::create_directory(directory + "/l");
        log.reopen(); // goes on with the old file, and says so there
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, log.lost());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, log.lines(KC_LOG_ERROR));
        std::filesystem::remove_all(directory);
    }

    void givesModulesTheirOwnLevel()
    {
        Log log;
        log.setLevel(3, {{"kernel", 1}, {"m", 6}});
        CPPUNIT_ASSERT_EQUAL(6, log.levelOf("m"));
        CPPUNIT_ASSERT_EQUAL(3, log.levelOf("other"));
        CPPUNIT_ASSERT(!log.enabled(KC_LOG_ERROR));
        log.setLevel(5);
        CPPUNIT_ASSERT_EQUAL(5, log.levelOf("m"));
        CPPUNIT_ASSERT(log.enabled(KC_LOG_INFO));
    }

    void readsLevelsOfModules()
    {
        std::vector<std::string> wrong;
        const LogLevels levels = parseLogLevels("a=0 b-c=6 d=7 e= =3 f g=55 h==1 i=x a=2", &wrong);
        CPPUNIT_ASSERT((levels == LogLevels{{"a", 2}, {"b-c", 6}}));
        CPPUNIT_ASSERT_EQUAL(std::string{"d=7 e= =3 f g=55 h==1 i=x"}, joined(wrong, " "));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogTest);

} // namespace
