// SPDX-License-Identifier: Apache-2.0
// What the tests of conversations say.
#pragma once

#include "TestServer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::pop3::test
{

inline void assertEqual(const std::string& wanted, const std::string& got)
{
    CPPUNIT_ASSERT_EQUAL(wanted, got);
}

inline void assertStarts(sv wanted, const std::string& got)
{
    CPPUNIT_ASSERT_MESSAGE(got, got.starts_with(wanted));
}

inline bool has(const std::string& text, sv part)
{
    return text.find(part) != sv::npos;
}

inline bool logHas(const TestServer& server, sv part)
{
    for (const std::string& line : server.log())
        if (has(line, part))
            return true;
    return false;
}

} // namespace kc::pop3::test
