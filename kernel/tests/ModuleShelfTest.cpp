// SPDX-License-Identifier: Apache-2.0
// The modules of the module directories: which are usable, and why others are not.
#include "modload/ModuleShelf.h"

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace kc::kernel;

namespace
{

class ModuleShelfTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(ModuleShelfTest);
    CPPUNIT_TEST(listsEveryFileAndRefusesSome);
    CPPUNIT_TEST(refusesDirectoriesThatAnybodyMayChange);
    CPPUNIT_TEST(prefersTheFirstOfTwoWithOneId);
    CPPUNIT_TEST_SUITE_END();

    std::string _directory;

public:
    void setUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-shelf-XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(pattern.data()) != nullptr);
        _directory = pattern;
        std::filesystem::copy_file(KC_TEST_MODULES "/test-echo.so", _directory + "/fine.so");
        chmod((_directory + "/fine.so").c_str(), 0755);
    }

    void tearDown() override { std::filesystem::remove_all(_directory); }

    void listsEveryFileAndRefusesSome()
    {
        std::ofstream{_directory + "/text.so"} << "not a module";
        std::ofstream{_directory + "/README"} << "not a module";
        Problems problems;
        ModuleShelf shelf;
        shelf.scan({_directory}, false, problems);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, shelf.modules().size());
        CPPUNIT_ASSERT_EQUAL(_directory + "/fine.so", shelf.find("echo")->path);
        CPPUNIT_ASSERT(shelf.find("text") == nullptr && shelf.findRefused("echo") == nullptr);
        CPPUNIT_ASSERT_EQUAL("cannot be used: " + _directory +
                                 "/text.so: shorter than an ELF header; reinstall or remove it",
                             shelf.absence("text"));
        CPPUNIT_ASSERT_EQUAL("is not installed in " + _directory, shelf.absence("other"));
        CPPUNIT_ASSERT(!problems.hasErrors());
    }

    void refusesDirectoriesThatAnybodyMayChange()
    {
        chmod(_directory.c_str(), 0777);
        Problems problems;
        ModuleShelf shelf;
        shelf.scan({_directory, "relative"}, false, problems);
        CPPUNIT_ASSERT(shelf.modules().empty());
        CPPUNIT_ASSERT_EQUAL("module_path: " + _directory +
                                 " is writable by everybody; reinstall it, then chmod o-w",
                             problems.errors()[0]);
        CPPUNIT_ASSERT_EQUAL(
            std::string{
                "module_path: relative is not an absolute path; write it from the first / on"},
            problems.errors()[1]);
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

CPPUNIT_TEST_SUITE_REGISTRATION(ModuleShelfTest);

} // namespace
