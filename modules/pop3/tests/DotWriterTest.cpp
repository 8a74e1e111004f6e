// SPDX-License-Identifier: Apache-2.0
// What a message looks like on the wire, in one piece and in single octets.
#include "DotWriter.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace kc::pop3
{

class DotWriterTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(DotWriterTest);
    CPPUNIT_TEST(stuffsDotsAndEndsLines);
    CPPUNIT_TEST(givesTheHeaderAndSomeLines);
    CPPUNIT_TEST_SUITE_END();

public:
    void stuffsDotsAndEndsLines()
    {
        using namespace std::string_literals;
        check(UINT64_MAX, {{"", ".\r\n"},
                           {"a\r\n", "a\r\n.\r\n"},
                           {"a", "a\r\n.\r\n"},
                           {"a\r", "a\r\n.\r\n"},
                           {".\r\n", "..\r\n.\r\n"},
                           {".", "..\r\n.\r\n"},
                           {"..x\r\n.y\r\n", "...x\r\n..y\r\n.\r\n"},
                           {"a.\r\n\r\n.\r\n", "a.\r\n\r\n..\r\n.\r\n"},
                           // A bare LF ends a line for some clients: it must not end the response.
                           {"a\n.\nb\n.\r\n", "a\r\n..\r\nb\r\n..\r\n.\r\n"},
                           {"a\r.\r\nb", "a\r.\r\nb\r\n.\r\n"},
                           {"a\r\r\n", "a\r\r\n.\r\n"},
                           {"\0.\0\r\n"s, "\0.\0\r\n.\r\n"s}});
    }

    void givesTheHeaderAndSomeLines()
    {
        const std::string head = "A: 1\r\nB: 2\r\n\r\n";
        check(0, {{head + "x\r\n", head + ".\r\n"},
                  {head, head + ".\r\n"},
                  {"A: 1\r\n", "A: 1\r\n.\r\n"},
                  {"A: 1\n\nx\n", "A: 1\r\n\r\n.\r\n"},
                  {"\r\nx", "\r\n.\r\n"},
                  {"\r\r\nx", "\r\r\nx\r\n.\r\n"}}); // no empty line: all is header
        check(2, {{head + "x\r\n.\r\nz\r\n", head + "x\r\n..\r\n.\r\n"},
                  {head + "x", head + "x\r\n.\r\n"},
                  {head + "\r\n\r\n\r\n", head + "\r\n\r\n.\r\n"}});
    }

private:
    using Rows = std::vector<std::pair<std::string, std::string>>;

    static void check(std::uint64_t lines, const Rows& rows)
    {
        for (const auto& [message, wire] : rows)
            for (const std::size_t piece : {message.size(), std::size_t{1}})
            {
                DotWriter writer{lines};
                std::string out;
                for (std::size_t i = 0; i < message.size(); i += piece)
                    if (!writer.write(sv{message}.substr(i, piece), out))
                        break;
                writer.finish(out);
                CPPUNIT_ASSERT_EQUAL(wire, out);
            }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DotWriterTest);

} // namespace kc::pop3
