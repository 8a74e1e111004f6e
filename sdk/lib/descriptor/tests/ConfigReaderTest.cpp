// SPDX-License-Identifier: Apache-2.0
// The cfg grammar: what is read, and what is said about files that are broken.
#include <kc/descriptor/ConfigReader.h>
#include <kc/descriptor/Words.h>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace kc::descriptor;

namespace
{

class ConfigReaderTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ConfigReaderTest);
    CPPUNIT_TEST(readsNamesAndValues);
    CPPUNIT_TEST(namesFileAndLineOfWhatIsBroken);
    CPPUNIT_TEST(includesRelativeToTheIncludingFileAndOnce);
    CPPUNIT_TEST(readsPropertyMapsAsEntries);
    CPPUNIT_TEST(doesNotDrownInRubbish);
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

    void tearDown() override { std::filesystem::remove_all(_directory); }

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
        const std::string longValue(kValueLimit + 1, 'v');
        const std::string noEquals = "s.cfg:1: no '=' in this line, it is ignored; write name = "
                                     "value, or # in the first column for a comment";
        for (const Case& each : {
                 Case{"\n= x\n", "s.cfg:2: no option name before '='; write name = value"},
                 Case{"just words\n", noEquals},
                 Case{" # x\n", noEquals},
                 Case{"a = " + longValue, "s.cfg:1: a: the value is longer than 1023 bytes; "
                                          "shorten it"},
                 Case{"a = \x01\n", "s.cfg:1: a: the value is no plain text, it has a control "
                                    "character in it; remove that"},
                 Case{"a = K\xf6ln\n", "s.cfg:1: a: the value is not UTF-8; write it in UTF-8"},
                 Case{"\n\nx =" + std::string(4096, ' ') + "1\n",
                      "s.cfg:3: line longer than 4096 bytes; shorten it"},
                 Case{std::string{"a = b\0c\nd\n", 10},
                      "s.cfg:1: this is no text, it has a NUL in it; nothing from here on is read"},
                 Case{"\xef\xbb\xbf"
                      "a = 1\n",
                      "s.cfg:1: the file begins with a byte order mark; save it without one"},
                 Case{"!include\n", "s.cfg:1: !include names no file; write !include FILE"},
                 Case{"!include none.cfg\n", "s.cfg:1: cannot include none.cfg: No such file or "
                                             "directory; mend the name or remove the line"},
                 Case{"!propmap none.cfg\n", "s.cfg:1: cannot include none.cfg: No such file or "
                                             "directory; mend the name or remove the line"},
                 Case{"!other x\n", "s.cfg:1: unknown directive, it is ignored; there are !include "
                                    "FILE and !propmap FILE"},
                 Case{std::string(ConfigReader::kFileLimit + 1, '\n'),
                      "s.cfg: longer than 1048576 bytes; is this a configuration file?"},
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
        const std::string circle =
            " includes itself in a circle; it is read once, remove this line";
        CPPUNIT_ASSERT_EQUAL("two.cfg:2: one.cfg" + circle + "|sub/one.cfg:4: ../main.cfg" + circle,
                             joined(problems.warnings(), "|"));
    }

    void readsPropertyMapsAsEntries()
    {
        write("main.cfg", "a = 1\n!propmap maps/one.cfg\nz = 9\n");
        write("maps/one.cfg", "# names\n0x3001001F = name\n!include two.cfg\n");
        write("maps/two.cfg", "a = not an option\n");
        Problems problems;
        std::string all;
        const auto found = ConfigReader{problems}.read(_directory / "main.cfg");
        for (const Assignment& each : *found)
            all += each.place.text() + " " + std::to_string(static_cast<int>(each.kind)) + " " +
                   each.name + "=" + each.value + "\n";
        const std::string real = std::filesystem::canonical(_directory / "maps/one.cfg");
        CPPUNIT_ASSERT_EQUAL("main.cfg:1 0 a=1\nmain.cfg:2 1 !propmap=" + real +
                                 "\nmaps/one.cfg:2 2 0x3001001F=name\n"
                                 "two.cfg:1 2 a=not an option\nmain.cfg:3 0 z=9\n",
                             all);
        CPPUNIT_ASSERT(!problems.hasErrors());
    }

    void doesNotDrownInRubbish()
    {
        std::string text;
        for (int i = 0; i < 10000; ++i)
            text += "= \n";
        Problems problems;
        ConfigReader{problems}.readText(text, "/x/s.cfg");
        CPPUNIT_ASSERT_EQUAL(Problems::kLimit + 1, problems.errors().size());
        CPPUNIT_ASSERT_EQUAL(std::string{"there is more; it is shown once these are mended"},
                             problems.errors().back());
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
