// SPDX-License-Identifier: Apache-2.0
// What a log line looks like, and that nothing in a value can break out of it.
#include "log/Log.h"

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <fstream>
#include <regex>

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
            CPPUNIT_ASSERT_EQUAL("m: text\\n " + std::string{each.written},
                                 logText({KC_LOG_INFO, "m", {}, "text\n", {&raw, 1}}));
        }
        kc_log_field number{"n", {KC_INT, {}}};
        number.value.u.i = -5;
        CPPUNIT_ASSERT_EQUAL(std::string{"m: t session=abc n=-5"},
                             logText({KC_LOG_INFO, "m", "abc", "t", {&number, 1}}));
    }

    void writesTheLayout()
    {
        const std::string directory = temporary();
        {
            Log log;
            log.configure({LogMethod::File, directory + "/l", "x", 4, LogTimestamp::Yes});
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
        log.configure({LogMethod::File, directory + "/l", "x", 4, LogTimestamp::No});
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(LogTest);

} // namespace
