// SPDX-License-Identifier: Apache-2.0
// The cfg grammar: what is read, and what is said about files that are broken.
#include "config/ConfigReader.h"
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace kc::kernel;

namespace
{

class ConfigReaderTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ConfigReaderTest);
    CPPUNIT_TEST(readsNamesAndValues);
    CPPUNIT_TEST(namesFileAndLineOfWhatIsBroken);
    CPPUNIT_TEST(includesRelativeToTheIncludingFileAndOnce);
    CPPUNIT_TEST(answersNothingForAFileThatIsNotThere);
    CPPUNIT_TEST_SUITE_END();

    std::filesystem::path _directory;

    void write(const std::string& name, const std::string& text) const
    {
        std::filesystem::create_directories((_directory / name).parent_path());
        std::ofstream{_directory / name, std::ios::binary} << text;
    }

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-config-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        _directory = pattern;
    }

    void tearDown() override
    {
        std::filesystem::remove_all(_directory);
    }

    void readsNamesAndValues()
    {
        Problems problems;
        const auto found = ConfigReader{problems}.readText("# comment = x\n"
                                                           "\n"
                                                           "a=1\r\n"
                                                           "  b \t=  two words # kept \n"
                                                           "c = d = e\n"
                                                           "empty =\n"
                                                           "last = no newline",
                                                           "/etc/x/server.cfg");
        std::string all;
        for (const Assignment& each : found)
            all += each.place.text() + " " + each.name + "<" + each.value + ">\n";
        CPPUNIT_ASSERT_EQUAL(std::string{"server.cfg:3 a<1>\n"
                                         "server.cfg:4 b<two words # kept>\n"
                                         "server.cfg:5 c<d = e>\n"
                                         "server.cfg:6 empty<>\n"
                                         "server.cfg:7 last<no newline>\n"},
                             all);
        CPPUNIT_ASSERT(!problems.hasErrors());
        CPPUNIT_ASSERT(problems.warnings().empty());
    }

    void namesFileAndLineOfWhatIsBroken()
    {
        struct Case
        {
            std::string text, message;
        };
        const std::string longValue(ConfigReader::kValueLimit + 1, 'v');
        for (const Case& each : {
                 Case{"\n= x\n", "s.cfg:2: no option name before '='"},
                 Case{"just words\n", "s.cfg:1: no '=' in this line, it is ignored"},
                 Case{" # x\n", "s.cfg:1: no '=' in this line, it is ignored"},
                 Case{"a = " + longValue, "s.cfg:1: value of a is longer than 1023 bytes"},
                 Case{"\n\nx =" + std::string(4096, ' ') + "1\n",
                      "s.cfg:3: line longer than 4096 bytes"},
                 Case{std::string{"a = b\0c\n", 8}, "s.cfg:1: line contains a NUL"},
                 Case{"!include\n", "s.cfg:1: !include names no file"},
                 Case{"!include none.cfg\n",
                      "s.cfg:1: cannot include none.cfg: No such file or directory"},
                 Case{"!propmap x\n", "s.cfg:1: unknown directive !propmap, it is ignored"},
                 Case{std::string(ConfigReader::kFileLimit + 1, '\n'),
                      "s.cfg: longer than 1048576 bytes"},
             })
        {
            Problems problems;
            ConfigReader{problems}.readText(each.text, _directory / "s.cfg");
            std::vector<std::string> said = problems.errors();
            said.insert(said.end(), problems.warnings().begin(), problems.warnings().end());
            CPPUNIT_ASSERT_EQUAL(each.message, joined(said, "|"));
        }
    }

    void includesRelativeToTheIncludingFileAndOnce()
    {
        write("main.cfg", "a = 1\n!include sub/one.cfg\nz = 9\n");
        write("sub/one.cfg", "b = 2\n!include two.cfg\nd = 4\n!include ../main.cfg\n");
        write("sub/two.cfg", "c = 3\n!include one.cfg\n");
        Problems problems;
        std::string all;
        const auto found = ConfigReader{problems}.read(_directory / "main.cfg");
        for (const Assignment& each : *found)
            all += each.place.text() + " " + each.name + "\n";
        CPPUNIT_ASSERT_EQUAL(std::string{"main.cfg:1 a\nsub/one.cfg:1 b\ntwo.cfg:1 c\n"
                                         "sub/one.cfg:3 d\nmain.cfg:3 z\n"},
                             all);
        CPPUNIT_ASSERT(!problems.hasErrors());
    }

    void answersNothingForAFileThatIsNotThere()
    {
        Problems problems;
        CPPUNIT_ASSERT(!ConfigReader{problems}.read(_directory / "none.cfg"));
        CPPUNIT_ASSERT(!problems.hasErrors());
        CPPUNIT_ASSERT(ConfigReader{problems}.read(_directory));
        CPPUNIT_ASSERT(problems.hasErrors());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigReaderTest);

} // namespace
