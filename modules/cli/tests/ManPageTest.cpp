// SPDX-License-Identifier: Apache-2.0
#include "OptionTable.h"
#include "OtherNames.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <iterator>

using namespace kc::cli;

class ManPageTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(ManPageTest);
    CPPUNIT_TEST(describesEveryOption);
    CPPUNIT_TEST(describesThoseOfOtherNames);
    CPPUNIT_TEST_SUITE_END();

    static std::string page(const std::string& name)
    {
        std::ifstream file{KC_MAN_PAGES "/" + name};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        CPPUNIT_ASSERT_MESSAGE(name, !text.empty());
        return text;
    }

    static std::string escaped(const std::string& option)
    {
        std::string text;
        for (const char c : option)
            text.append(c == '-' ? "\\-" : std::string{c});
        return text;
    }

    void describesEveryOption()
    {
        const std::string text = page("kopano-cli.8");
        for (const std::string& name : optionNames())
            CPPUNIT_ASSERT_MESSAGE(name, text.find(escaped("--" + name)) != std::string::npos);
        for (const OptionRow& row : optionTable())
            if (row.letter != 0)
                CPPUNIT_ASSERT_MESSAGE(row.name, text.find("\\-" + std::string(1, row.letter)) !=
                                                     std::string::npos);
    }

    void describesThoseOfOtherNames()
    {
        for (const auto& [program, name] : {std::pair{"kopano-admin", "kopano-admin.8"},
                                            {"kopano-storeadm", "kopano-storeadm.8"},
                                            {"kopano-passwd", "kopano-passwd.1"}})
            for (const std::string& option : optionsOf(program))
                CPPUNIT_ASSERT_MESSAGE(std::string{name} + " " + option,
                                       page(name).find(escaped(option)) != std::string::npos);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ManPageTest);
