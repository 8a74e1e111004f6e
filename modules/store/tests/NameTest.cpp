// SPDX-License-Identifier: Apache-2.0
// Names of mailboxes, keywords, layouts: the small formats.
#include "Keywords.h"
#include "Layout.h"
#include "MailboxName.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::store;
using kc::sv;

class NameTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NameTest);
    CPPUNIT_TEST(acceptsNamesAndGivesTheInboxItsOneSpelling);
    CPPUNIT_TEST(rejectsNamesThatNoMailboxCanHave);
    CPPUNIT_TEST(limitsHoldOnBothSidesOfTheLine);
    CPPUNIT_TEST(knowsWhatIsBelow);
    CPPUNIT_TEST(keywordsAreASetWithoutCase);
    CPPUNIT_TEST(changesKeywords);
    CPPUNIT_TEST(layoutComesBackAsItWas);
    CPPUNIT_TEST(damagedLayoutIsRefused);
    CPPUNIT_TEST_SUITE_END();

    void acceptsNamesAndGivesTheInboxItsOneSpelling()
    {
        const std::pair<sv, sv> cases[] = {{"inBox", "INBOX"},
                                           {"inbox/a", "INBOX/a"},
                                           {"a/inbox", "a/inbox"},
                                           {"inboxes", "inboxes"},
                                           {"B\xC3\xBC"
                                            "cher/\xF0\x9F\x93\xA7",
                                            "B\xC3\xBC"
                                            "cher/\xF0\x9F\x93\xA7"},
                                           {"a \\ \" & .", "a \\ \" & ."},
                                           {"..", ".."}};
        for (const auto& [given, expected] : cases)
            CPPUNIT_ASSERT_EQUAL(std::string{expected}, parseMailboxName(given).value_or("none"));
    }

    void rejectsNamesThatNoMailboxCanHave()
    {
        using namespace std::string_view_literals;
        for (const sv bad :
             {""sv, "/"sv, "a/"sv, "/a"sv, "a//b"sv, "a*"sv, "%"sv, "a\nb"sv, "a\0b"sv, "\x7F"sv,
              "\xC2\x85"sv, "\xE2\x80\xA8"sv, "\xFF"sv, "\xC3"sv, "\xC0\xAF"sv, "\xE0\x80\xAF"sv,
              "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\x80"sv})
            CPPUNIT_ASSERT_MESSAGE(std::string{bad}, !parseMailboxName(bad));
    }

    void limitsHoldOnBothSidesOfTheLine()
    {
        CPPUNIT_ASSERT(parseMailboxName(std::string(255, 'a')));
        CPPUNIT_ASSERT(!parseMailboxName(std::string(256, 'a')));
        std::string deep = "a";
        for (int level = 2; level <= 100; ++level)
            deep += "/a";
        CPPUNIT_ASSERT(parseMailboxName(deep));
        CPPUNIT_ASSERT(!parseMailboxName(deep + "/a"));
    }

    void knowsWhatIsBelow()
    {
        CPPUNIT_ASSERT(isBelow("a/b", "a") && isBelow("a/b/c", "a"));
        CPPUNIT_ASSERT(!isBelow("a", "a") && !isBelow("ab", "a") && !isBelow("a", "a/b"));
        CPPUNIT_ASSERT_EQUAL(std::string{"a/b"}, std::string{parentName("a/b/c")});
        CPPUNIT_ASSERT(parentName("a").empty());
    }

    void keywordsAreASetWithoutCase()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"$Junk a B"}, parseKeywords(" B a  $Junk b A"));
        CPPUNIT_ASSERT(parseKeywords("  ").empty());
    }

    void changesKeywords()
    {
        CPPUNIT_ASSERT_EQUAL(std::string{"a B c"}, changeKeywords("a c", KC_FLAGS_ADD, "B b C"));
        CPPUNIT_ASSERT_EQUAL(std::string{"c"}, changeKeywords("a c", KC_FLAGS_REMOVE, "A x"));
        CPPUNIT_ASSERT_EQUAL(std::string{"x"}, changeKeywords("a c", KC_FLAGS_REPLACE, "x"));
    }

    static Layout sampleLayout()
    {
        Layout layout;
        layout.compressed = true;
        layout.inlineOctets = 1000;
        layout.pieces.resize(4);
        layout.pieces[0].length = 400;
        layout.pieces[1].kind = PieceKind::Octets;
        layout.pieces[1].length = 123'456'789;
        layout.pieces[1].digest[31] = 7;
        layout.pieces[2].kind = PieceKind::Base64;
        layout.pieces[2].base64 = {60, kc::mime::LineEnding::Lf, 2, 70'000};
        layout.pieces[2].length = layout.pieces[2].base64.encodedSize();
        layout.pieces[3].length = 600;
        return layout;
    }

    void layoutComesBackAsItWas()
    {
        for (const Layout& layout : {Layout{}, sampleLayout()})
            CPPUNIT_ASSERT(Layout::decode(layout.encode()) == layout);
        Layout small;
        small.inlineOctets = 100;
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, small.encode().size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{100}, small.length());
    }

    void damagedLayoutIsRefused()
    {
        const std::string good = sampleLayout().encode();
        for (std::size_t cut = 0; cut < good.size(); ++cut)
            CPPUNIT_ASSERT(!Layout::decode(sv{good}.substr(0, cut)));
        std::string wrong = good;
        wrong[0] = 2;
        CPPUNIT_ASSERT(!Layout::decode(wrong));
        wrong = good;
        wrong[1] = 2;
        CPPUNIT_ASSERT(!Layout::decode(wrong));
        CPPUNIT_ASSERT(!Layout::decode(good + '\x07'));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NameTest);
