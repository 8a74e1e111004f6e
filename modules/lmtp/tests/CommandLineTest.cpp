// SPDX-License-Identifier: Apache-2.0
#include "CommandLine.h"

#include <cppunit/extensions/HelperMacros.h>

namespace kc::lmtp
{

class CommandLineTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CommandLineTest);
    CPPUNIT_TEST(readsPaths);
    CPPUNIT_TEST(refusesWhatIsNoPath);
    CPPUNIT_TEST(boundsPaths);
    CPPUNIT_TEST(takesQuotesAway);
    CPPUNIT_TEST(knowsHostNames);
    CPPUNIT_TEST_SUITE_END();

public:
    void readsPaths()
    {
        const std::vector<std::pair<std::string, std::string>> cases{
            {"<>", ""},
            {"<a@b>", "a@b"},
            {"<demo>", "demo"},
            {"<tenant\\john>", "tenant\\john"},
            {"<a@b> SIZE=1", "a@b"},
            {"<@r:a@b>", "a@b"},
            {"<@r.x,@[1.2.3.4]:a@b>", "a@b"},
            {"<a..b.@c>", "a..b.@c"},
            {"<a+b=c/d!e#f$%&'*?^_`{|}~-@b>", "a+b=c/d!e#f$%&'*?^_`{|}~-@b"},
            {"<\"q <> @ \\\" x\"@b>", "\"q <> @ \\\" x\"@b"},
            {"<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"},
            {"<\xC3\xA4@\xC3\xA4.b>", "\xC3\xA4@\xC3\xA4.b"},
            {"<\"\xC3\xA4\\\xC3\xA4\"@b>", "\"\xC3\xA4\\\xC3\xA4\"@b"},
            {"<a@b_c-d.>", "a@b_c-d."}};
        for (const auto& [text, mailbox] : cases)
        {
            const std::string argument = "tO: " + text;
            const auto path = parsePath(argument, "TO:");
            CPPUNIT_ASSERT_MESSAGE(text, path.has_value());
            CPPUNIT_ASSERT_EQUAL(mailbox, std::string{path->mailbox});
        }
    }

    void refusesWhatIsNoPath()
    {
        for (const std::string bad :
             {"",       "<",      ">",        "a@b",      "<a@b",         "<a@>",        "<@b>",
              "<a@b>>", "<a@b>x", "<a b@c>",  "<a@b c>",  "<\"a@b>",      "<\"a\"b@c>",  "<a@b@c>",
              "<@r>",   "<@r:>",  "<@r a@b>", "<a@[1.2>", "<a@[]>",       "<a@b;c>",     "<a,b@c>",
              "< a@b>", "<a@b >", "<\"\\",    "<\xC3@b>", "<a@\xC3\x28>", "<\"\x01\"@b>"})
            CPPUNIT_ASSERT_MESSAGE(bad, !parsePath("TO:" + bad, "TO:"));
        CPPUNIT_ASSERT(!parsePath("T", "TO:"));
        CPPUNIT_ASSERT(!parsePath("FROM:<a@b>", "TO:"));
    }

    void boundsPaths()
    {
        const auto path = [](std::size_t octets)
        { return "TO:<" + std::string(octets - 2, 'l') + "@d>"; };
        CPPUNIT_ASSERT(parsePath(path(kMaxPathOctets), "TO:"));
        CPPUNIT_ASSERT(!parsePath(path(kMaxPathOctets + 1), "TO:"));
    }

    void takesQuotesAway()
    {
        const std::vector<std::pair<std::string, std::string>> cases{
            {"a@b", "a@b"},   {"\"a b\"@c", "a b@c"}, {"\"a\\\"b\\\\\"@c", "a\"b\\@c"},
            {"\"\"@c", "@c"}, {"\"demo\"", "demo"},   {"tenant\\john", "tenant\\john"}};
        for (const auto& [mailbox, name] : cases)
            CPPUNIT_ASSERT_EQUAL(name, lookUpName(mailbox));
    }

    void knowsHostNames()
    {
        for (const std::string good : {"a", "mx_1.example.com", "[127.0.0.1]", "[IPv6:::1]"})
            CPPUNIT_ASSERT_MESSAGE(good, isHostName(good));
        for (const std::string bad : {"", "a b", "(a)", "a\r", "<a>", "\xC3\xA4", "a;b", "a\"b"})
            CPPUNIT_ASSERT_MESSAGE(bad, !isHostName(bad));
        CPPUNIT_ASSERT(isHostName(std::string(255, 'h')) && !isHostName(std::string(256, 'h')));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CommandLineTest);

} // namespace kc::lmtp
