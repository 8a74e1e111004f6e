// SPDX-License-Identifier: Apache-2.0
// Single header fields: content fields, addresses, dates, and the choice of fields of a header
// block.
#include <kc/mime/Address.h>
#include <kc/mime/ContentField.h>
#include <kc/mime/Date.h>
#include <kc/mime/HeaderField.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

using namespace kc::mime;

namespace
{

std::string showType(std::string_view value)
{
    const auto type = parseContentType(value, 4);
    if (!type)
        return "-";
    std::string out = type->type + "/" + type->subtype;
    for (const auto& [name, text] : type->parameters)
        out += "|" + name + "=" + text;
    return out;
}

// name <route:mailbox@host>, or the bounds of a group in braces.
std::string showAddresses(std::string_view value, std::size_t max = 100)
{
    std::string out;
    for (const Address& a : parseAddressList(value, max))
    {
        if (!out.empty())
            out += ", ";
        if (a.kind == AddressKind::GroupStart)
            out.append("{").append(a.mailbox);
        else if (a.kind == AddressKind::GroupEnd)
            out.append("}");
        else
            out.append(a.name)
                .append("<")
                .append(a.route)
                .append(":")
                .append(a.mailbox)
                .append("@")
                .append(a.host)
                .append(">");
    }
    return out;
}

constexpr std::string_view kHeader =
    "From: a@x\r\nX-Long: one\r\n two\r\nno field\r\nsubject :s\r\nFROM: b@x\r\n\r\nbody";

std::string select(std::string_view block, std::vector<std::string_view> names, FieldChoice choice)
{
    return selectHeaderFields(block, names, choice);
}

} // namespace

class FieldTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(FieldTest);
    CPPUNIT_TEST(parsesContentTypes);
    CPPUNIT_TEST(parsesDispositions);
    CPPUNIT_TEST(parsesEncodingsAndLanguages);
    CPPUNIT_TEST(parsesAddresses);
    CPPUNIT_TEST(parsesObsoleteAddresses);
    CPPUNIT_TEST(showsWhatIsNoAddress);
    CPPUNIT_TEST(parsesGroups);
    CPPUNIT_TEST(boundsAddresses);
    CPPUNIT_TEST(parsesDates);
    CPPUNIT_TEST(refusesWhatIsNoDate);
    CPPUNIT_TEST(unfoldsValues);
    CPPUNIT_TEST(selectsHeaderFields);
    CPPUNIT_TEST(givesABlankLineOnlyWhereOneIs);
    CPPUNIT_TEST(findsHeaders);
    CPPUNIT_TEST_SUITE_END();

public:
    void parsesContentTypes()
    {
        const std::pair<const char*, const char*> cases[] = {
            {"text/plain", "text/plain"},
            {" Text / HTML ; Charset = utf-8 ", "Text/HTML|Charset=utf-8"},
            {"text/plain; charset=us-ascii (Plain; text)", "text/plain|charset=us-ascii"},
            {"text/plain (a (nested) comment); x=\"a \\\"b\\\" ;c\"; y=2",
             "text/plain|x=a \"b\" ;c|y=2"},
            {"multipart/mixed; boundary=a=b_(c):d", "multipart/mixed|boundary=a=b_(c):d"},
            {"a/b; name=my file (1).txt ; z=1", "a/b|name=my file|z=1"},
            {"a/b; name=my file.txt", "a/b|name=my file.txt"},
            {"a/b; x=1 y=2", "a/b|x=1|y=2"},
            {"a/b;;; ;x=1;", "a/b|x=1"},
            {"a/b; x; y=; =z; \"q\"; w=1", "a/b|y=|w=1"},
            {"a/b; x=\"open", "a/b|x=open"},
            {"a/b; 1=1; 2=2; 3=3; 4=4; 5=5", "a/b|1=1|2=2|3=3|4=4"},
            {"", "-"},
            {"text", "-"},
            {"text/", "-"},
            {"/plain", "-"},
            {"text; charset=a/b", "-"},
            {"(comment without end", "-"},
        };
        for (const auto& [value, expected] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string(expected), showType(value));
    }

    void parsesDispositions()
    {
        CPPUNIT_ASSERT(parseDisposition("inline") == (Disposition{"inline", {}}));
        CPPUNIT_ASSERT(parseDisposition("attachment; filename=a b.c; size=1") ==
                       (Disposition{"attachment", {{"filename", "a b.c"}, {"size", "1"}}}));
        CPPUNIT_ASSERT(parseDisposition("filename=x") ==
                       (Disposition{"attachment", {{"filename", "x"}}}));
        CPPUNIT_ASSERT(!parseDisposition("") && !parseDisposition(" (x) ;; "));
    }

    void parsesEncodingsAndLanguages()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("base64"), parseFirstToken(" (x) base64; y"));
        CPPUNIT_ASSERT(parseTransferEncoding("BASE64") == TransferEncoding::Base64);
        CPPUNIT_ASSERT(parseTransferEncoding("") == TransferEncoding::SevenBit);
        CPPUNIT_ASSERT(parseTransferEncoding("base6") == TransferEncoding::Other);
        CPPUNIT_ASSERT(parseLanguages("de (German), en;, ,fr") ==
                       (std::vector<std::string>{"de", "en", "fr"}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, parseLanguages("a,b,c", 2).size());
    }

    void parsesAddresses()
    {
        const std::pair<const char*, const char*> cases[] = {
            {"", ""},
            {"a@x", "<:a@x>"},
            {"a@x, <b@y>,\"C, c\" <c@z>", "<:a@x>, <:b@y>, C, c<:c@z>"},
            {"Ann \"the\" B. <a@x>", "Ann the B.<:a@x>"},
            {"=?utf-8?q?=C3=A4?= <a@x>", "=?utf-8?q?=C3=A4?=<:a@x>"},
            {"a@x (Ann (A.))", "Ann (A.)<:a@x>"},
            {"(first)<a@x>(second)", "first<:a@x>"},
            {"\"a b\\\"c\"@x", "<:a b\"c@x>"},
            {"a@[192.0.2.1]", "<:a@[192.0.2.1]>"},
            {"a.b+c@x.example", "<:a.b+c@x.example>"},
            {"\xc3\xa4@\xc3\xb6", "<:\xc3\xa4@\xc3\xb6>"},
        };
        for (const auto& [value, expected] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string(expected), showAddresses(value));
    }

    void parsesObsoleteAddresses()
    {
        const std::pair<const char*, const char*> cases[] = {
            {"<@r,@s:a@x>", "<@r,@s:a@x>"},
            {"a . b @ x . y", "<:a.b@x.y>"},
            {"a(c)@(c)x(c).(c)y", "c<:a@x.y>"},
            {",, a@x ,,b@y,", "<:a@x>, <:b@y>"},
            {"Joe Q. Public <j@x>", "Joe Q. Public<:j@x>"},
        };
        for (const auto& [value, expected] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string(expected), showAddresses(value));
    }

    void showsWhatIsNoAddress()
    {
        const std::pair<const char*, const char*> cases[] = {
            {"postmaster", "<:postmaster@>"},
            {"undisclosed recipients", "<:undisclosed recipients@>"},
            {"<>", "<:@>"},
            {"<a>", "<:a@>"},
            {"a@x <a@x>", "a@x<:a@x>"},
            {"Ann a@x", "Ann<:a@x>"},
            {"a@b@x", "<:a@b@x>"},
            {"a@x b.c@y", "<:a@x>, <:b.c@y>"},
            {"a@x b c@y d", "<:a@x>, <:c@y>"},
            {"<a@x, b@y", "<:a@x>, <:b@y>"},
            {"<a@x> junk <b@y>", "<:a@x>"},
            {"\"open", "<:open@>"},
            {"a@x (open", "open<:a@x>"},
            {"@x", "<:@x>"},
            {"a@", "<:a@>"},
        };
        for (const auto& [value, expected] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string(expected), showAddresses(value));
    }

    void parsesGroups()
    {
        const std::pair<const char*, const char*> cases[] = {
            {"undisclosed-recipients:;", "{undisclosed-recipients, }"},
            {"The crew: a@x, B <b@y>; c@z", "{The crew, <:a@x>, B<:b@y>, }, <:c@z>"},
            {"g: a@x", "{g, <:a@x>, }"},
            {"g: a@x; h:;", "{g, <:a@x>, }, {h, }"},
        };
        for (const auto& [value, expected] : cases)
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string(expected), showAddresses(value));
    }

    void boundsAddresses()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("<:a@x>, <:b@x>"), showAddresses("a@x, b@x, c@x", 2));
        CPPUNIT_ASSERT_EQUAL(std::string("{g, <:a@x>, }"), showAddresses("g: a@x, b@x;", 2));
        CPPUNIT_ASSERT_EQUAL(std::string(), showAddresses("a@x", 0));
        std::string deep(200'000, '(');
        CPPUNIT_ASSERT_EQUAL(std::string("<:a@x>"),
                             showAddresses("a@x").append(showAddresses(deep)));
    }

    void parsesDates()
    {
        const struct
        {
            const char* value;
            std::int64_t seconds;
            int zone;
        } cases[] = {
            {"Mon, 3 Feb 2025 10:20:30 +0100", 1738574430, 60},
            {"3 Feb 2025 09:20:30 GMT", 1738574430, 0},
            {"Mon 03-Feb-25 04:20:30 EST", 1738574430, -300},
            {"Mon, (x) 3 (y(z)) Feb\r\n 2025 02 : 20:30 -0700 (MST)", 1738574430, -420},
            {"3 February 125 09:20:30 Z", 1738574430, 0},
            {"3 Feb 2025 09:20", 1738574400, 0},
            {"1 Jan 1970 00:00:00 +0000", 0, 0},
            {"31 Dec 1969 23:59:59 -0000", -1, 0},
            {"29 Feb 2000 00:00:00 +0000", 951782400, 0},
            {"31 Dec 16 23:59:60 +0000", 1483228800, 0},
            {"1 Jan 50 00:00 UT", -631152000, 0},
            {"3 Feb 2025 03:20:30 -600", 1738574430, -360},
            {"3 Feb 2025 09:20:30 A", 1738574430, 0}, // RFC 5322 §4.3: military letters are UTC
            {"3 Feb 2025 02:20:30 pdt", 1738574430, -420},
            {"3 Feb 2025 09:20:30 CET", 1738574430, 0},
            {"3 Feb 2025 09:20:30 +01", 1738574430, 0},
            {"3 Feb 2025 09:20:30 +0160", 1738574430, 0},
            {"3 Feb 2025", 1738540800, 0},
            {"3 Feb 2025 24:00 +0100", 1738540800, 0},
            {"3 Feb 2025 00:60 +0100", 1738540800, 0},
            {"3 Feb 2025 00:00:61 +0100", 1738540800, 0},
        };
        for (const auto& [value, seconds, zone] : cases)
        {
            const auto date = parseDate(value);
            CPPUNIT_ASSERT_MESSAGE(value, date.has_value());
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, seconds, date->seconds);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, zone, date->zoneMinutes);
        }
    }

    void refusesWhatIsNoDate()
    {
        for (const std::string value :
             {"", "Mon", "yesterday", "32 Jan 2025 00:00 +0000", "29 Feb 2025 00:00 +0000",
              "0 Jan 2025 00:00 +0000", "1 Foo 2025 00:00 +0000", "1 Jan 1899 00:00 +0000",
              "1 Jan 20250 00:00 +0000", "2025-01-01T00:00:00Z"})
            CPPUNIT_ASSERT_MESSAGE(value, !parseDate(value));
    }

    void unfoldsValues()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("a b\tc"), unfold(" a\r\n b\n\tc \r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string("a\rb"), unfold("a\rb"));
        CPPUNIT_ASSERT_EQUAL(std::string(), unfold("\r\n \r\n"));
    }

    void selectsHeaderFields()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("From: a@x\r\nFROM: b@x\r\n\r\n"),
                             select(kHeader, {"from"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(
            std::string("X-Long: one\r\n two\r\nsubject :s\r\n\r\n"),
            select(kHeader, {"SUBJECT", "x-long", "none", "subject"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(std::string("no field\r\nsubject :s\r\n\r\n"),
                             select(kHeader, {"From", "X-Long"}, FieldChoice::Except));
        CPPUNIT_ASSERT_EQUAL(std::string("\r\n"),
                             select(kHeader, {"Fro", "From:", ""}, FieldChoice::Only));
    }

    void givesABlankLineOnlyWhereOneIs()
    {
        CPPUNIT_ASSERT_EQUAL(std::string("A: b\n\n"), select("A: b\n\n", {"a"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(std::string("A: b\n"), select("A: b\n", {"a"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(std::string("A: b"), select("A: b", {"a"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(std::string(), select("A: b\n", {"c"}, FieldChoice::Only));
        CPPUNIT_ASSERT_EQUAL(std::string(), select("", {}, FieldChoice::Except));
    }

    void findsHeaders()
    {
        CPPUNIT_ASSERT(findHeader(kHeader, "x-LONG") == "one two");
        CPPUNIT_ASSERT(findHeader(kHeader, "Subject") == "s");
        CPPUNIT_ASSERT(!findHeader(kHeader, "body") && !findHeader(kHeader, ""));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FieldTest);
