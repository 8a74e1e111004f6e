// SPDX-License-Identifier: Apache-2.0
// The note in a module's file: read from a real module, and never more than a refusal from a broken
// one.
#include <kc/descriptor/ElfSection.h>
#include <kc/descriptor/ModuleFile.h>
#include <kc/descriptor/ModuleNote.h>

#include <cppunit/extensions/HelperMacros.h>
#include <cstring>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace kc::descriptor;

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
    CPPUNIT_TEST(saysWhatDoesNotFitThisSdk);
    CPPUNIT_TEST(namesTheKeyInWhichNotesDiffer);
    CPPUNIT_TEST(survivesEveryTruncation);
    CPPUNIT_TEST(survivesDamagedHeaders);
    CPPUNIT_TEST(refusesFilesInWords);
    CPPUNIT_TEST_SUITE_END();

    const std::string _module = KC_NOTED_MODULE;

public:
    void readsARealModule()
    {
        const std::string image = fileText(_module);
        const SectionResult section = findSection(image, ".kcmod");
        CPPUNIT_ASSERT_EQUAL(std::string{}, section.wrong);
        std::string wrong;
        const auto read = ModuleNote::parse(*section.bytes, wrong);
        CPPUNIT_ASSERT_MESSAGE(wrong, read.has_value());
        CPPUNIT_ASSERT_EQUAL(std::string{"noted"}, read->id);
        CPPUNIT_ASSERT_EQUAL(std::string{"option:noted_listen"}, read->select);
        CPPUNIT_ASSERT_EQUAL(std::string{"libpython3.11.so.1.0"}, read->needsGlobal);
        CPPUNIT_ASSERT_EQUAL(std::string{"60s"}, read->option("noted_timeout")->def);
        CPPUNIT_ASSERT_EQUAL(std::string{"noted_listen"}, read->option("noted_address")->target);
        CPPUNIT_ASSERT(read->programs.size() == 2 && read->offers("kc.x/1"));
        CPPUNIT_ASSERT_EQUAL(std::string{}, read->misfit());
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

    void saysWhatDoesNotFitThisSdk()
    {
        struct Case
        {
            std::string lines, misfit;
        };
        const std::string global = "abi=1.0\nneeds_global=";
        const std::string refused = " with global symbols, which only libpython3 may have; install "
                                    "a build that links what it needs";
        for (const Case& each : {
                 Case{"abi=2.0\n", "built for SDK 2, this kernel offers 1.1; install its build for "
                                   "SDK 1"},
                 Case{"abi=1.9\nminimum=9\n",
                      "needs SDK 1.9, this kernel offers 1.1; install a newer kernel"},
                 Case{"abi=1.9\nfuture=1\n", ""},
                 Case{global + "libpython3.13.so.1.0\n", ""},
                 Case{global + "libssl.so.3\n", "asks for libssl.so.3" + refused},
                 Case{global + "/tmp/libpython3.so\n", "asks for /tmp/libpython3.so" + refused},
                 Case{global + "libpython3\n", "asks for libpython3" + refused},
             })
        {
            std::string wrong;
            const auto read =
                ModuleNote::parse("kcmod=1\nid=x\n" + each.lines + std::string(1, '\0'), wrong);
            CPPUNIT_ASSERT_MESSAGE(wrong, read.has_value());
            CPPUNIT_ASSERT_EQUAL(each.misfit, read->misfit());
        }
    }

    void namesTheKeyInWhichNotesDiffer()
    {
        std::string wrong;
        const std::string lines = "kcmod=1\nid=x\nabi=1.0\nprovides=a b\noption=o\t1\n";
        const auto whole = ModuleNote::parse(lines + std::string(1, '\0'), wrong);
        CPPUNIT_ASSERT_EQUAL(std::string{}, whole->difference(*whole));
        for (const auto& [key, line] : {std::pair{"id", "id=y\n"},
                                        {"version", "version=2\n"},
                                        {"abi", "abi=1.1\n"},
                                        {"minimum", "minimum=1\n"},
                                        {"programs", "programs=p\n"},
                                        {"select", "select=default\n"},
                                        {"answers", "answers=a=b\n"},
                                        {"provides", "provides=a\n"},
                                        {"requires", "requires=a\n"},
                                        {"slots", "slots=a=b\n"},
                                        {"slots", "slots=a=b,c_*=d\n"},
                                        {"needs_global", "needs_global=l\n"},
                                        {"option", "alias=o\tp\n"}})
        {
            const auto other = ModuleNote::parse(lines + line + std::string(1, '\0'), wrong);
            CPPUNIT_ASSERT_EQUAL(std::string{key}, whole->difference(*other));
        }
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

    void refusesFilesInWords()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-file-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        const auto refusal = [&](const char* name)
        { return ModuleFile::read(pattern + "/" + name).refusal; };
        std::filesystem::copy_file(_module, pattern + "/fine.so");
        std::filesystem::copy_file(_module, pattern + "/open.so");
        std::ofstream{pattern + "/text.so"} << "not a module";
        chmod((pattern + "/fine.so").c_str(), 0755);
        chmod((pattern + "/open.so").c_str(), 0666);
        CPPUNIT_ASSERT_EQUAL(std::string{}, refusal("fine.so"));
        CPPUNIT_ASSERT_EQUAL(std::string{"writable by everybody; reinstall it, then chmod o-w"},
                             refusal("open.so"));
        CPPUNIT_ASSERT_EQUAL(std::string{"shorter than an ELF header; reinstall or remove it"},
                             refusal("text.so"));
        CPPUNIT_ASSERT_EQUAL(std::string{"cannot be read: No such file or directory"},
                             refusal("none.so"));
        // For messages, a refused file's note is known all the same.
        CPPUNIT_ASSERT_EQUAL(std::string{"noted"}, ModuleFile::read(pattern + "/open.so").note.id);
        CPPUNIT_ASSERT_EQUAL(std::string{"text"}, ModuleFile::read(pattern + "/text.so").note.id);
        std::filesystem::remove_all(pattern);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ModuleNoteTest);

} // namespace
