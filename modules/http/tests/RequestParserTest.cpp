// SPDX-License-Identifier: Apache-2.0
#include "RequestParser.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace kc::httpd;

class RequestParserTest : public CPPUNIT_NS::TestFixture
{
    CPPUNIT_TEST_SUITE(RequestParserTest);
    CPPUNIT_TEST(readsPipelinedRequestsCutAtEveryOctet);
    CPPUNIT_TEST(refusesBareLineEndings);
    CPPUNIT_TEST(refusesChunksThatAreNotExact);
    CPPUNIT_TEST(refusesHeadOverLimit);
    CPPUNIT_TEST(takesHeadAtLimit);
    CPPUNIT_TEST(refusesBodyOverLimit);
    CPPUNIT_TEST(boundsChunkExtensionsAndTrailers);
    CPPUNIT_TEST(keepsNothingOfADiscardedBody);
    CPPUNIT_TEST(usesNothingBehindARequestBeforeItIsDecided);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::uint64_t kMaxBody = 1000;

    /// Requests as "METHOD target [body]" lines, then the status of a refusal, then "…" if more
    /// is awaited.
    static std::string read(kc::sv bytes, std::size_t step, std::uint64_t maxHead = 4096)
    {
        RequestParser parser{maxHead};
        std::string seen;
        std::string body;
        std::size_t at = 0;
        while (true)
        {
            at += parser.feed(bytes.substr(at, step));
            body += parser.takeBody();
            if (parser.state() == RequestParser::State::HeadDone)
                parser.expectBody(BodyUse::Keep, kMaxBody);
            else if (parser.state() == RequestParser::State::Done)
            {
                seen += parser.head().method + " " + parser.head().target + " [" + body + "]\n";
                body.clear();
                parser.reset();
            }
            else if (parser.state() == RequestParser::State::Refused)
                return seen + std::to_string(parser.refusal().status);
            else if (at == bytes.size())
                return parser.isIdle() ? seen : seen + "…";
        }
    }

    void readsPipelinedRequestsCutAtEveryOctet()
    {
        const std::string stream =
            "\r\nPOST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
            "GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
            "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nhello\r\n1;ext=\"v\"\r\n \r\n00a\r\n0123456789\r\n"
            "0\r\nTrailer: t\r\n\r\n"
            "GET /d HTTP/1.0\r\n\r\n";
        const std::string expected =
            "POST /a [hello]\nGET /b []\nPOST /c [hello 0123456789]\nGET /d []\n";
        for (std::size_t step = 1; step <= stream.size(); ++step)
            CPPUNIT_ASSERT_EQUAL(expected, read(stream, step));
    }

    void refusesBareLineEndings()
    {
        for (const kc::sv bytes :
             {"GET / HTTP/1.1\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\n\r\n",
              "GET / HTTP/1.1\r\nHost: x\r\n\n", "GET / HTTP/1.1\r\nHost: x\rY: z\r\n\r\n",
              "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n", "\nGET / HTTP/1.1\r\n"})
            for (const std::size_t step : {1U, 1000U})
                CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string{bytes}, std::string{"400"},
                                             read(bytes, step));
    }

    void refusesChunksThatAreNotExact()
    {
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (const char* body :
             {"\r\n", "x\r\n", "0x5\r\nhello\r\n", "-5\r\n", "+5\r\n", " 5\r\nhello\r\n",
              "5 5\r\nhello", "5 \r\nhello\r\n", "5\nhello\r\n", "5\r\nhelloX\r\n", "5\r\nhello\n",
              "5\r\nhello\r\r\n", "00000000000000005\r\nhello\r\n", "0\r\nbad trailer\r\n\r\n",
              "0\r\n folded\r\n\r\n", "0\n\r\n"})
            for (const std::size_t step : {1U, 3U, 1000U})
                CPPUNIT_ASSERT_EQUAL_MESSAGE(body, std::string{"400"}, read(head + body, step));
        CPPUNIT_ASSERT_EQUAL(std::string{"413"}, read(head + "ffffffffffffffff\r\n", 1000));
        CPPUNIT_ASSERT_EQUAL(std::string{"413"},
                             read(head + "5\r\nhello\r\nffffffffffffffff\r\n", 1));
    }

    static std::string requestOfHeadSize(std::size_t size)
    {
        std::string head = "GET / HTTP/1.1\r\nHost: x\r\nPad: ";
        return head.append(size - head.size() - 4, 'p') + "\r\n\r\n";
    }

    void refusesHeadOverLimit()
    {
        for (const std::size_t step : {1U, 7U, 1000U})
        {
            CPPUNIT_ASSERT_EQUAL(std::string{"431"}, read(requestOfHeadSize(513), step, 512));
            CPPUNIT_ASSERT_EQUAL(std::string{"431"}, read(std::string(513, 'a'), step, 512));
        }
    }

    void takesHeadAtLimit()
    {
        for (const std::size_t step : {1U, 7U, 1000U})
            CPPUNIT_ASSERT_EQUAL(std::string{"GET / []\n"},
                                 read(requestOfHeadSize(512), step, 512));
    }

    void refusesBodyOverLimit()
    {
        const auto declared = [](std::size_t size)
        {
            return read("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) +
                            "\r\n\r\n" + std::string(size, 'b'),
                        100);
        };
        const auto chunked = [](std::size_t chunks)
        {
            std::string bytes = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
            for (std::size_t i = 0; i < chunks; ++i)
                bytes += "64\r\n" + std::string(100, 'b') + "\r\n";
            return read(bytes + "0\r\n\r\n", 100);
        };
        const std::string whole = "POST / [" + std::string(kMaxBody, 'b') + "]\n";
        CPPUNIT_ASSERT_EQUAL(whole, declared(kMaxBody));
        CPPUNIT_ASSERT_EQUAL(std::string{"413"}, declared(kMaxBody + 1));
        CPPUNIT_ASSERT_EQUAL(whole, chunked(10));
        CPPUNIT_ASSERT_EQUAL(std::string{"413"}, chunked(11));
    }

    void boundsChunkExtensionsAndTrailers()
    {
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        std::string extensions = head;
        for (int i = 0; i < 100; ++i)
            extensions += "1;" + std::string(200, 'e') + "\r\nb\r\n";
        CPPUNIT_ASSERT_EQUAL(std::string{"400"}, read(extensions, 1000));
        CPPUNIT_ASSERT_EQUAL(std::string{"400"},
                             read(head + "1;" + std::string(300, 'e') + "\r\nb\r\n", 1000));
        CPPUNIT_ASSERT_EQUAL(std::string{"400"},
                             read(head + "0\r\nT: " + std::string(8192, 't'), 1000));
        std::string small = head;
        for (std::size_t i = 0; i < kMaxBody; ++i)
            small += "1\r\nb\r\n";
        CPPUNIT_ASSERT_EQUAL("POST / [" + std::string(kMaxBody, 'b') + "]\n",
                             read(small + "0\r\n\r\n", 1000));
    }

    void keepsNothingOfADiscardedBody()
    {
        RequestParser parser{4096};
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
        CPPUNIT_ASSERT_EQUAL(head.size(), parser.feed(head));
        parser.expectBody(BodyUse::Discard, 10);
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, parser.feed("helloGET"));
        CPPUNIT_ASSERT(parser.state() == RequestParser::State::Done);
        CPPUNIT_ASSERT(parser.takeBody().empty());
    }

    void usesNothingBehindARequestBeforeItIsDecided()
    {
        RequestParser parser{4096};
        const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        CPPUNIT_ASSERT_EQUAL(head.size(), parser.feed(head + "GET"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, parser.feed("GET"));
        parser.expectBody(BodyUse::Keep, 10);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, parser.feed("GET"));
        parser.reset();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, parser.feed("GET"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestParserTest);
