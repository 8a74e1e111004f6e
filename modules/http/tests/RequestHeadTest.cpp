// SPDX-License-Identifier: Apache-2.0
#include "RequestHead.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::httpd;

class RequestHeadTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(RequestHeadTest);
    CPPUNIT_TEST(takesRequestLineApart);
    CPPUNIT_TEST(refusesRequestLinesThatAreNotExact);
    CPPUNIT_TEST(refusesFieldLinesThatAreNotExact);
    CPPUNIT_TEST(refusesFramingThatTwoServersMightReadDifferently);
    CPPUNIT_TEST(asksForOneHost);
    CPPUNIT_TEST(knowsWhenTheConnectionStays);
    CPPUNIT_TEST(boundsTheNumberOfFields);
    CPPUNIT_TEST_SUITE_END();

    struct Case
    {
        const char* text;
        std::uint32_t status; // 0: accepted
    };

    static std::uint32_t statusOf(const Judgement& judgement)
    {
        return judgement ? judgement->status : 0;
    }

    static RequestHead headOf(const char* version, std::initializer_list<const char*> fields)
    {
        RequestHead head;
        CPPUNIT_ASSERT(!head.requestLine(std::string{"GET / "} + version));
        for (const char* field : fields)
            CPPUNIT_ASSERT(!head.fieldLine(field));
        return head;
    }

    void takesRequestLineApart()
    {
        RequestHead head;
        CPPUNIT_ASSERT(!head.requestLine("POST /kopano/jmap/api?x=1 HTTP/1.1"));
        CPPUNIT_ASSERT_EQUAL(std::string{"POST"}, head.method);
        CPPUNIT_ASSERT_EQUAL(std::string{"/kopano/jmap/api?x=1"}, head.target);
        CPPUNIT_ASSERT_EQUAL(1U, head.minorVersion);
    }

    void refusesRequestLinesThatAreNotExact()
    {
        const Case cases[]{
            {"GET / HTTP/1.1", 0},       {"GET / HTTP/1.0", 0},
            {"GET / HTTP/1.9", 0},       {"GET / HTTP/2.0", 505},
            {"GET / HTTP/0.9", 505},     {"GET /", 400},
            {"GET  / HTTP/1.1", 400},    {"GET / HTTP/1.1 ", 400},
            {" GET / HTTP/1.1", 400},    {"GET /a b HTTP/1.1", 400},
            {"GET\t/ HTTP/1.1", 400},    {"GET / http/1.1", 400},
            {"GET / HTTP/1.10", 400},    {"G(T / HTTP/1.1", 400},
            {"GET /\x01 HTTP/1.1", 400}, {"GET /\x80 HTTP/1.1", 400},
            {"GET / HTTP/1,1", 400},     {"ABCDEFGHIJABCDEFGHIJABCDEFGHIJABC / HTTP/1.1", 501}};
        for (const Case& c : cases)
        {
            RequestHead head;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, c.status, statusOf(head.requestLine(c.text)));
        }
    }

    void refusesFieldLinesThatAreNotExact()
    {
        const Case cases[]{{"Host: x", 0},
                           {"Host:x", 0},
                           {"X:", 0},
                           {"X:  \t a \t", 0},
                           {"X: caf\xC3\xA9", 0},
                           {" folded", 400},
                           {"\tfolded", 400},
                           {"Host : x", 400},
                           {"no colon", 400},
                           {": x", 400},
                           {"X: a\x01", 400},
                           {"X: a\x7F", 400},
                           {"Content-Length\x0B: 5", 400}};
        for (const Case& c : cases)
        {
            RequestHead head;
            CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, c.status, statusOf(head.fieldLine(c.text)));
        }
        RequestHead head;
        CPPUNIT_ASSERT_EQUAL(400U, statusOf(head.fieldLine(kc::sv{"X: a\0b", 6})));
        CPPUNIT_ASSERT(!head.fieldLine("X-Y:  \t a \t"));
        CPPUNIT_ASSERT_EQUAL(std::string{"a"}, std::string{head.find("x-y").value()});
    }

    void refusesFramingThatTwoServersMightReadDifferently()
    {
        struct Framing
        {
            const char* version;
            std::initializer_list<const char*> fields;
            std::uint32_t status;
        };

        const Framing cases[]{
            {"HTTP/1.1", {"Content-Length: 5"}, 0},
            {"HTTP/1.1", {"Content-Length: 18446744073709551615"}, 0},
            {"HTTP/1.1", {"Transfer-Encoding: Chunked"}, 0},
            {"HTTP/1.1", {"Content-Length: 5", "Transfer-Encoding: chunked"}, 400},
            {"HTTP/1.1", {"Content-Length: 5", "Content-Length: 5"}, 400},
            {"HTTP/1.1", {"Content-Length: 5", "Content-Length: 6"}, 400},
            {"HTTP/1.1", {"Content-Length: 5, 5"}, 400},
            {"HTTP/1.1", {"Content-Length: +5"}, 400},
            {"HTTP/1.1", {"Content-Length: -5"}, 400},
            {"HTTP/1.1", {"Content-Length: 0x5"}, 400},
            {"HTTP/1.1", {"Content-Length: 5 5"}, 400},
            {"HTTP/1.1", {"Content-Length:"}, 400},
            {"HTTP/1.1", {"Content-Length: 18446744073709551616"}, 400},
            {"HTTP/1.1", {"Transfer-Encoding: gzip, chunked"}, 501},
            {"HTTP/1.1", {"Transfer-Encoding: chunked, identity"}, 501},
            {"HTTP/1.1", {"Transfer-Encoding: xchunked"}, 501},
            {"HTTP/1.1", {"Transfer-Encoding:"}, 501},
            {"HTTP/1.1", {"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}, 400},
            {"HTTP/1.0", {"Transfer-Encoding: chunked"}, 400},
        };
        for (const Framing& c : cases)
        {
            RequestHead head = headOf(c.version, c.fields);
            CPPUNIT_ASSERT(!head.fieldLine("Host: x"));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(*c.fields.begin(), c.status, statusOf(head.finish()));
        }
    }

    void asksForOneHost()
    {
        CPPUNIT_ASSERT_EQUAL(400U, statusOf(headOf("HTTP/1.1", {}).finish()));
        CPPUNIT_ASSERT_EQUAL(0U, statusOf(headOf("HTTP/1.0", {}).finish()));
        CPPUNIT_ASSERT_EQUAL(400U, statusOf(headOf("HTTP/1.1", {"Host: a", "Host: a"}).finish()));
        for (const char* good : {"Host: a.b:236", "Host: [::1]:236", "Host:", "Host: 127.0.0.1"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(good, 0U, statusOf(headOf("HTTP/1.1", {good}).finish()));
        for (const char* evil : {"Host: a/b", "Host: a@b", "Host: a b", "Host: a\"b", "Host: a?b"})
            CPPUNIT_ASSERT_EQUAL_MESSAGE(evil, 400U, statusOf(headOf("HTTP/1.1", {evil}).finish()));
    }

    void knowsWhenTheConnectionStays()
    {
        const auto stays = [](const char* version, std::initializer_list<const char*> fields)
        {
            RequestHead head = headOf(version, fields);
            CPPUNIT_ASSERT(!head.fieldLine("Host: x"));
            CPPUNIT_ASSERT(!head.finish());
            return head.persistence == Persistence::KeepAlive;
        };
        CPPUNIT_ASSERT(stays("HTTP/1.1", {}));
        CPPUNIT_ASSERT(!stays("HTTP/1.1", {"Connection: close"}));
        CPPUNIT_ASSERT(!stays("HTTP/1.1", {"Connection: keep-alive, CLOSE"}));
        CPPUNIT_ASSERT(!stays("HTTP/1.1", {"Connection: x", "Connection: close"}));
        CPPUNIT_ASSERT(!stays("HTTP/1.0", {}));
        CPPUNIT_ASSERT(stays("HTTP/1.0", {"Connection: Keep-Alive"}));
    }

    void boundsTheNumberOfFields()
    {
        RequestHead head;
        for (int i = 0; i < 256; ++i)
            CPPUNIT_ASSERT(!head.fieldLine("X: y"));
        CPPUNIT_ASSERT_EQUAL(431U, statusOf(head.fieldLine("X: y")));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestHeadTest);
