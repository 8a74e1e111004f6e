// SPDX-License-Identifier: Apache-2.0
// The `.kcmod` text says what the descriptor says.
#include <cppunit/extensions/HelperMacros.h>
#include <kc/module.hpp>

namespace
{

using namespace kc::opt;

constexpr auto kOptions =
    table(str("note_word").def("a b"), duration("note_wait").def("5m"), flag("note_on").def("yes"));

class Nothing : public kc::Module
{
public:
    using Module::Module;
};

constexpr kc_module kModule = kc::describe<Nothing>(kc::Descriptor{.id = "note",
                                                                   .version = "1.2.3",
                                                                   .summary = "two\nlines",
                                                                   .answers = "x=y",
                                                                   .needs = "kc.a/1 ?kc.b/1"},
                                                    kOptions);

} // namespace

class NoteTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NoteTest);
    CPPUNIT_TEST(listsTheDescriptorLineByLine);
    CPPUNIT_TEST(hasNoOptionLinesWithoutOptions);
    CPPUNIT_TEST_SUITE_END();

public:
    void listsTheDescriptorLineByLine()
    {
        const auto note = kc::note::make<kc::note::length(kModule)>(kModule);
        CPPUNIT_ASSERT_EQUAL(
            std::string{"kcmod=1\nid=note\nversion=1.2.3\nabi=1.1\nminimum=1\nprograms=server\n"
                        "answers=x=y\nrequires=kc.a/1 ?kc.b/1\nsummary=two lines\n"
                        "option=note_word\ta b\noption=note_wait\t5m\noption=note_on\tyes\n"},
            std::string{note.data()});
        CPPUNIT_ASSERT_EQUAL('\0', note.back());
    }

    void hasNoOptionLinesWithoutOptions()
    {
        constexpr kc_module bare =
            kc::describe<Nothing>(kc::Descriptor{.id = "bare", .version = "1"}, none);
        const auto note = kc::note::make<kc::note::length(bare)>(bare);
        CPPUNIT_ASSERT(std::string{note.data()}.find("option=") == std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NoteTest);
