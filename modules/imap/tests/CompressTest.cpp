// SPDX-License-Identifier: Apache-2.0
// COMPRESS (RFC 4978): the wire layer alone, and conversations whose other end is zlib.
#include "TestServer.h"
#include "wire/Output.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace kc::imap::test
{

namespace
{

constexpr sv kBegin = "a1 LOGIN ann secret\r\na2 SELECT INBOX\r\na3 COMPRESS DEFLATE\r\n";

/// A client's end: one stream in each direction for the whole connection.
class Client
{
public:
    explicit Client(TestServer& server) : _server{server}
    {
        const std::string said = server.talk(kBegin);
        CPPUNIT_ASSERT(said.ends_with("a3 OK COMPRESS completed\r\n"));
        CPPUNIT_ASSERT(said.find(" COMPRESS=DEFLATE ") != std::string::npos);
    }

    std::string talk(sv plain)
    {
        return inflated(_server.talk(_out.deflate(plain, Deflater::Flush::Yes)));
    }

    std::string inflated(std::string said)
    {
        sv rest{said};
        std::string plain;
        for (auto piece = _in.peek(rest); piece && !piece->empty(); piece = _in.peek(rest))
        {
            plain.append(*piece);
            _in.use(piece->size());
        }
        CPPUNIT_ASSERT(rest.empty());
        return plain;
    }

private:
    TestServer& _server;
    Deflater _out;
    Inflater _in;
};

std::string inflate(sv octets)
{
    Inflater inflater;
    std::string plain;
    for (auto piece = inflater.peek(octets); piece && !piece->empty();
         piece = inflater.peek(octets))
    {
        CPPUNIT_ASSERT(piece->size() <= 16 * 1024);
        plain.append(piece->substr(0, 1)); // used one by one, as a parser may
        inflater.use(1);
    }
    return plain;
}

} // namespace

class CompressTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(CompressTest);
    CPPUNIT_TEST(inflatesWhatWasDeflatedInBursts);
    CPPUNIT_TEST(inflatesBombsInSmallPieces);
    CPPUNIT_TEST(refusesWhatIsNoDeflate);
    CPPUNIT_TEST(speaksCompressedAfterTheCommand);
    CPPUNIT_TEST(compressesLongAnswersAsTheClientReads);
    CPPUNIT_TEST(isNeverOnTwice);
    CPPUNIT_TEST(isForThoseWhoLoggedIn);
    CPPUNIT_TEST(tellsUnaskedInFull);
    CPPUNIT_TEST(endsWithWhatIsNotCompressed);
    CPPUNIT_TEST(boundsCommandsByTheirPlainText);
    CPPUNIT_TEST_SUITE_END();

public:
    void inflatesWhatWasDeflatedInBursts()
    {
        const std::string burst = "* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS (\\Seen))\r\n";
        std::string octets;
        for (int i = 0; i < 3; ++i)
        {
            Deflater deflater;
            octets += deflater.deflate(burst, Deflater::Flush::No);
            octets += deflater.deflate(burst, Deflater::Flush::Yes);
        }
        CPPUNIT_ASSERT_EQUAL(burst + burst + burst + burst + burst + burst, inflate(octets));
    }

    void inflatesBombsInSmallPieces()
    {
        const std::string plain(3'000'000, 'x');
        Deflater deflater;
        const std::string octets = deflater.deflate(plain, Deflater::Flush::Yes);
        CPPUNIT_ASSERT(octets.size() < 20'000);
        CPPUNIT_ASSERT(plain == inflate(octets));
    }

    void refusesWhatIsNoDeflate()
    {
        const std::string final{"\x03\x00", 2}; // a last block: a connection's stream has no end
        for (const sv octets : {sv{"a1 NOOP\r\n"}, sv{"\xff\xff\xff"}, sv{final}})
        {
            Inflater inflater;
            sv rest = octets;
            CPPUNIT_ASSERT(!inflater.peek(rest));
        }
    }

    void speaksCompressedAfterTheCommand()
    {
        TestServer server;
        server.connect();
        Client client{server};
        CPPUNIT_ASSERT_EQUAL(std::string{"b1 OK NOOP completed\r\n"}, client.talk("b1 NOOP\r\n"));
        // pipelined, and a literal cut in two
        std::string said = client.talk("b2 NOOP\r\nb3 APPEND INBOX {9+}\r\nTo: ");
        said += client.talk("x\r\n\r\n\r\nb4 CAPABILITY\r\n");
        CPPUNIT_ASSERT(said.starts_with("b2 OK NOOP completed\r\n"));
        CPPUNIT_ASSERT(said.find("b3 OK [APPENDUID 100 1]") != std::string::npos);
        CPPUNIT_ASSERT(said.ends_with("b4 OK CAPABILITY completed\r\n"));
        CPPUNIT_ASSERT(said.find("COMPRESS") == std::string::npos);
    }

    void compressesLongAnswersAsTheClientReads()
    {
        TestServer server;
        server.account.deliver("INBOX", "Subject: large\r\n\r\n" + std::string(5'000'000, 'x'));
        server.connect();
        Client client{server};
        server.net().mark = 1'000;
        const std::size_t calls = server.net().calls;
        const std::string said = client.talk("b1 FETCH 1 BODY.PEEK[]\r\n");
        CPPUNIT_ASSERT(said.starts_with("* 1 FETCH (BODY[] {5000018}\r\nSubject: large"));
        CPPUNIT_ASSERT(said.ends_with("x)\r\nb1 OK FETCH completed\r\n"));
        CPPUNIT_ASSERT(said.size() > 5'000'018);
        CPPUNIT_ASSERT(server.net().calls > calls + 5);
        CPPUNIT_ASSERT(server.net().largestQueue < 10'000);
    }

    void isNeverOnTwice()
    {
        TestServer server;
        server.connect();
        Client client{server};
        CPPUNIT_ASSERT_EQUAL(std::string{"b1 NO [COMPRESSIONACTIVE] DEFLATE is active already\r\n"},
                             client.talk("b1 COMPRESS DEFLATE\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string{"b2 OK NOOP completed\r\n"}, client.talk("b2 NOOP\r\n"));
    }

    void isForThoseWhoLoggedIn()
    {
        TestServer server;
        server.connect();
        CPPUNIT_ASSERT(server.take().find("COMPRESS") == std::string::npos);
        const std::string said = server.talk("a1 COMPRESS DEFLATE\r\na2 LOGIN ann secret\r\n"
                                             "a3 COMPRESS LZW\r\na4 COMPRESS\r\na5 NOOP\r\n");
        CPPUNIT_ASSERT(said.starts_with("a1 BAD "));
        CPPUNIT_ASSERT(said.find("a3 NO [CANNOT] ") != std::string::npos);
        CPPUNIT_ASSERT(said.find("a4 BAD ") != std::string::npos);
        CPPUNIT_ASSERT(said.ends_with("a5 OK NOOP completed\r\n"));
    }

    void tellsUnaskedInFull()
    {
        TestServer server;
        server.connect();
        Client client{server};
        CPPUNIT_ASSERT(client.talk("b1 IDLE\r\n").starts_with("+ "));
        server.account.deliver("INBOX", "x\r\n");
        server.net().settle();
        CPPUNIT_ASSERT_EQUAL(std::string{"* 1 EXISTS\r\n"}, client.inflated(server.take()));
        server.net().expire();
        CPPUNIT_ASSERT(client.inflated(server.take()).starts_with("* BYE Autologout"));
    }

    void endsWithWhatIsNotCompressed()
    {
        TestServer server;
        server.connect();
        Client client{server};
        const std::string said = client.inflated(server.talk("b1 LOGOUT\r\nb2 NOOP\r\n"));
        CPPUNIT_ASSERT_EQUAL(std::string{"* BYE That is not compressed by DEFLATE\r\n"}, said);
        CPPUNIT_ASSERT(server.isClosed());
    }

    void boundsCommandsByTheirPlainText()
    {
        TestServer server;
        server.connect();
        Client client{server};
        const std::string said =
            client.talk("b1 " + std::string(5'000'000, 'x') + "\r\nb2 NOOP\r\n");
        CPPUNIT_ASSERT(said.starts_with("b1 BAD Command too long\r\n"));
        CPPUNIT_ASSERT(said.ends_with("b2 OK NOOP completed\r\n"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CompressTest);

} // namespace kc::imap::test
