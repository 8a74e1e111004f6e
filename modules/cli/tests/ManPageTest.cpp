// SPDX-License-Identifier: Apache-2.0
#include "OptionTable.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fstream>
#include <iterator>

using namespace kc::cli;

class ManPageTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(ManPageTest);
    CPPUNIT_TEST(describesEveryOption);
    CPPUNIT_TEST_SUITE_END();

    void describesEveryOption()
    {
        std::ifstream file{KC_MAN_PAGE};
        const std::string page{std::istreambuf_iterator<char>{file}, {}};
        CPPUNIT_ASSERT(!page.empty());
        for (const std::string& name : optionNames())
        {
            std::string escaped = "\\-\\-";
            for (const char c : name)
                escaped.append(c == '-' ? "\\-" : std::string{c});
            const std::size_t at = page.find(escaped);
            CPPUNIT_ASSERT_MESSAGE(name, at != std::string::npos);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ManPageTest);
