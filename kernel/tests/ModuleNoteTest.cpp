// SPDX-License-Identifier: Apache-2.0
// The note in a module's file: read from a real module, and never more than a refusal from a broken
// one.
#include "modload/ModuleShelf.h"
#include <kc/descriptor/ElfSection.h>
#include <kc/descriptor/ModuleNote.h>

#include <cppunit/extensions/HelperMacros.h>
#include <cstring>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace kc::kernel;

namespace
{

std::string fileText(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// With the NUL that ends a note.
template <std::size_t N>
kc::sv note(const char (&text)[N])
{
    return {text, N};
}

std::string wrongOf(const std::string& image)
{
    const SectionResult section = findSection(image, ".kcmod");
    if (!section.bytes)
        return section.wrong;
    std::string wrong;
    return ModuleNote::parse(*section.bytes, wrong) ? "" : wrong;
}

class ModuleNoteTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ModuleNoteTest);
    CPPUNIT_TEST(readsARealModule);
    CPPUNIT_TEST(refusesBrokenTexts);
    CPPUNIT_TEST(refusesOtherSdks);
    CPPUNIT_TEST(survivesEveryTruncation);
    CPPUNIT_TEST(survivesDamagedHeaders);
    CPPUNIT_TEST(refusesFilesThatAnybodyMayChange);
    CPPUNIT_TEST(prefersTheFirstOfTwoWithOneId);
    CPPUNIT_TEST_SUITE_END();

    const std::string _module = KC_TEST_MODULES "/test-echo.so";

public:
    void readsARealModule()
    {
        const std::string image = fileText(_module);
        const SectionResult section = findSection(image, ".kcmod");
        CPPUNIT_ASSERT_EQUAL(std::string{}, section.wrong);
        std::string wrong;
        const auto read = ModuleNote::parse(*section.bytes, wrong);
        CPPUNIT_ASSERT_MESSAGE(wrong, read.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string{"echo"}, read->id);
        CPPUNIT_ASSERT_EQUAL(std::string{"option:echo_listen"}, read->select);
        CPPUNIT_ASSERT_EQUAL(std::string{"60s"}, read->option("echo_timeout")->def);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, read->programs.size());
    }

    void refusesBrokenTexts()
    {
        for (const kc::sv text :
             {note(""), note("id=x\nabi=1.0\n"), note("kcmod=2\nid=x\nabi=1.0\n"),
              note("kcmod=1\nid=x\n"), note("kcmod=1\nid=../x\nabi=1.0\n"),
              note("kcmod=1\nid=\nabi=1.0\n"), note("kcmod=1\nid=x\nabi=one\n"),
              note("kcmod=1\nid=x\nabi=1.0\nwords\n"), note("kcmod=1\nid=x\nabi=1.99999999\n"),
              kc::sv{"kcmod=1\nid=x\nabi=1.0\n"}, kc::sv{}})
        {
            std::string wrong;
            CPPUNIT_ASSERT_MESSAGE(std::string{text}, !ModuleNote::parse(text, wrong));
            CPPUNIT_ASSERT_MESSAGE(std::string{text}, !wrong.empty());
        }
        std::string wrong;
        std::string many = "kcmod=1\nid=x\nabi=1.0\n";
        for (std::size_t i = 0; i <= ModuleNote::kOptionLimit; ++i)
            many += "option=a\t\n";
        many += '\0';
        CPPUNIT_ASSERT(!ModuleNote::parse(many, wrong));
        CPPUNIT_ASSERT_EQUAL(std::string{"the note has too many options"}, wrong);
    }

    void refusesOtherSdks()
    {
        std::string wrong;
        CPPUNIT_ASSERT(!ModuleNote::parse(note("kcmod=1\nid=x\nabi=2.0\n"), wrong));
        CPPUNIT_ASSERT_EQUAL(std::string{"built for SDK 2, this kernel offers 1.0"}, wrong);
        CPPUNIT_ASSERT(!ModuleNote::parse(note("kcmod=1\nid=x\nabi=1.9\nminimum=9\n"), wrong));
        CPPUNIT_ASSERT_EQUAL(std::string{"needs SDK 1.9, this kernel offers 1.0"}, wrong);
        CPPUNIT_ASSERT(ModuleNote::parse(note("kcmod=1\nid=x\nabi=1.9\nfuture=1\n"), wrong));
    }

    void survivesEveryTruncation()
    {
        const std::string image = fileText(_module);
        for (std::size_t n = 0; n < image.size(); n += n < 1024 ? 1 : 501)
            CPPUNIT_ASSERT(!wrongOf(image.substr(0, n)).empty());
    }

    void survivesDamagedHeaders()
    {
        const std::string image = fileText(_module);
        Elf64_Ehdr header{};
        std::memcpy(&header, image.data(), sizeof header);
        // Each octet of the header and of the section table set to what overflows most.
        const std::size_t table = header.e_shoff;
        for (std::size_t i = 0; i < image.size(); i = i + 1 == sizeof header ? table : i + 1)
            for (const char octet : {'\0', '\x7f', '\xff'})
            {
                std::string damaged = image;
                damaged[i] = octet;
                (void)wrongOf(damaged);
            }
    }

    void refusesFilesThatAnybodyMayChange()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-shelf-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        std::filesystem::copy_file(_module, pattern + "/echo.so");
        std::ofstream{pattern + "/text.so"} << "not a module";
        chmod((pattern + "/echo.so").c_str(), 0666);
        Problems problems;
        ModuleShelf shelf;
        shelf.scan({pattern}, false, problems);
        chmod(pattern.c_str(), 0777);
        shelf.scan({pattern, "relative"}, false, problems);
        std::filesystem::remove_all(pattern);
        CPPUNIT_ASSERT_EQUAL(std::string{"writable by everybody"}, shelf.modules()[0].refusal);
        CPPUNIT_ASSERT_EQUAL(std::string{"shorter than an ELF header"}, shelf.modules()[1].refusal);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, shelf.modules().size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, problems.errors().size());
    }

    void prefersTheFirstOfTwoWithOneId()
    {
        ModuleShelf shelf;
        ModuleNote same;
        same.id = "x";
        shelf.add({same, "/a/x.so", {}});
        shelf.add({same, "/b/x.so", {}});
        CPPUNIT_ASSERT_EQUAL(std::string{"/a/x.so"}, shelf.find("x")->path);
        CPPUNIT_ASSERT_EQUAL(std::string{"the same id as /a/x.so, which comes first"},
                             shelf.modules()[1].refusal);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModuleNoteTest);

} // namespace
