// SPDX-License-Identifier: Apache-2.0
// TLS of kc.net/1 over loopback: implicit and by STARTTLS, certificates that change, clients that
// behave badly.
#include "TlsScript.h"

using namespace kc::kernel;
using namespace kc::kernel::test;

namespace
{

/// Answers "STARTTLS\n" and begins; echoes everything else.
kc_status upgradeOrEcho(Session& session, kc::sv bytes, std::size_t& used)
{
    if (!bytes.starts_with("STARTTLS\n"))
        return echo(session, bytes, used);
    used = 9;
    session.write("go\n");
    return NetService::table().start_tls(session.connection);
}

} // namespace

class NetTlsTest : public CppUnit::TestFixture
{
    CPPUNIT_TEST_SUITE(NetTlsTest);
    CPPUNIT_TEST(speaksTlsFromTheFirstOctet);
    CPPUNIT_TEST(movesMegabytesBothWays);
    CPPUNIT_TEST(startsTlsLaterAndForgetsWhatWasPipelined);
    CPPUNIT_TEST(hasNoStartTlsWithoutACertificate);
    CPPUNIT_TEST(givesNewClientsTheNewCertificate);
    CPPUNIT_TEST(keepsTheOldCertificateWhenTheNewOneIsBroken);
    CPPUNIT_TEST(saysWhichFileIsWrongAndWhy);
    CPPUNIT_TEST(takesAnExpiredCertificateWithAWarning);
    CPPUNIT_TEST(takesAnEncryptedKey);
    CPPUNIT_TEST(refusesOldVersionsAndRenegotiation);
    CPPUNIT_TEST(reportsClientsOfUnknownIssuersUnlessStrict);
    CPPUNIT_TEST(survivesClientsThatSpeakNoTls);
    CPPUNIT_TEST(closesAHandshakeThatStops);
    CPPUNIT_TEST(tellsAnEndFromACut);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override
    {
        _folder = std::make_unique<Certificates>();
        _folder->make("first");
        _script = std::make_unique<Script>();
        _script->input = upgradeOrEcho;
    }

    void tearDown() override
    {
        _folder.reset();
        _script.reset();
    }

    void speaksTlsFromTheFirstOctet()
    {
        kc_tls_info info{};
        std::string name;
        _script->open = [&](Session& session)
        {
            info.size = sizeof info;
            CPPUNIT_ASSERT_EQUAL(kc_status{KC_OK},
                                 NetService::table().tls_info(session.connection, &info));
            name = kc::view(info.server_name);
            return session.write("hello\n");
        };
        const auto server = serve(KC_LISTEN_TLS);
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake());
        CPPUNIT_ASSERT_EQUAL(std::string{"first"}, client.serverName());
        CPPUNIT_ASSERT_EQUAL(std::string{"hello\n"}, client.read(6));
        client.send("ping");
        CPPUNIT_ASSERT_EQUAL(std::string{"ping"}, client.read(4));
        CPPUNIT_ASSERT_EQUAL(std::string{"mail.example.org"}, name);
    }

    void movesMegabytesBothWays()
    {
        const std::string piece(1'000'000, 'm');
        std::size_t came = 0;
        _script->input = [&](Session& session, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = bytes.size();
            came += used;
            for (; came >= 3 * piece.size() && session.counter < 3; ++session.counter)
                if (session.write(piece) == KC_STOP)
                {
                    ++session.counter;
                    return KC_CONTINUE;
                }
            return KC_OK;
        };
        const auto server = serve(KC_LISTEN_TLS);
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake());
        for (int i = 0; i < 3; ++i)
            client.send(piece);
        CPPUNIT_ASSERT(client.read(3 * piece.size()) == piece + piece + piece);
    }

    void startsTlsLaterAndForgetsWhatWasPipelined()
    {
        const auto server = serve(0);
        Client plain = server->client();
        plain.send("plain");
        CPPUNIT_ASSERT_EQUAL(std::string{"plain"}, plain.read(5));
        plain.send("STARTTLS\ninjected");
        CPPUNIT_ASSERT_EQUAL(std::string{"go\n"}, plain.read(3));
        const TlsClient client{std::move(plain)};
        CPPUNIT_ASSERT(client.handshake());
        client.send("secret");
        CPPUNIT_ASSERT_EQUAL(std::string{"secret"}, client.read(6));
        client.send("STARTTLS\n"); // TLS within TLS is refused
        CPPUNIT_ASSERT_EQUAL(std::string{}, client.read(1));
    }

    void hasNoStartTlsWithoutACertificate()
    {
        Server server{*_script};
        const Client client = server.client();
        client.send("STARTTLS\n");
        CPPUNIT_ASSERT(client.isClosed());
    }

    void givesNewClientsTheNewCertificate()
    {
        const auto server = serve(KC_LISTEN_TLS);
        const TlsClient old{server->client()};
        CPPUNIT_ASSERT(old.handshake());
        _folder->make("second");
        server->net().setTls(nullptr, "test", TlsFiles::of(*_folder, "second").raw());
        const TlsClient late{server->client()};
        CPPUNIT_ASSERT(late.handshake());
        CPPUNIT_ASSERT_EQUAL(std::string{"second"}, late.serverName());
        old.send("still");
        CPPUNIT_ASSERT_EQUAL(std::string{"still"}, old.read(5));
    }

    void keepsTheOldCertificateWhenTheNewOneIsBroken()
    {
        const auto server = serve(KC_LISTEN_TLS);
        CPPUNIT_ASSERT_THROW(
            server->net().setTls(nullptr, "test", TlsFiles::of(*_folder, "missing").raw()),
            kc::Fault);
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake());
        CPPUNIT_ASSERT_EQUAL(std::string{"first"}, client.serverName());
    }

    void saysWhichFileIsWrongAndWhy()
    {
        _folder->make("other");
        _folder->make("locked", 1, "sesame");
        const TlsFiles good = TlsFiles::of(*_folder, "first");
        const auto with = [&](auto change)
        {
            TlsFiles files = good;
            change(files);
            return files;
        };
        const std::vector<std::pair<TlsFiles, std::vector<std::string>>> rows{
            {with([&](TlsFiles& f) { f.certificate = _folder->path("none.crt"); }),
             {"cert_file: ", "none.crt", "No such file"}},
            {with([&](TlsFiles& f) { f.certificate = f.key; }), {"cert_file: ", "no start line"}},
            {with([&](TlsFiles& f) { f.key = _folder->path("other.key"); }),
             {"key_file: ", "other.key does not belong to", "first.crt"}},
            {with([&](TlsFiles& f) { f.key.clear(); }), {"key_file: ", "no file is named"}},
            {with([&](TlsFiles& f) { f.key = f.certificate; }),
             {"key_file: ", "no usable private key"}},
            {TlsFiles::of(*_folder, "locked"), {"key_file: ", "passphrase"}},
            {with([&](TlsFiles& f) { f.authority = f.key; }), {"ca_file: ", "first.key"}},
            {with([&](TlsFiles& f) { f.minimum = "ssl3"; }), {"min_proto: ", "ssl3"}},
            {with([&](TlsFiles& f) { f.ciphers = "rubbish"; }), {"ciphers: ", "rubbish"}},
        };
        for (const auto& [files, parts] : rows)
        {
            std::string said;
            try
            {
                const kc::tls::Context context{files.raw()};
            }
            catch (const kc::Fault& fault)
            {
                said = fault.what();
            }
            CPPUNIT_ASSERT_MESSAGE(parts.front() + " in " + said, said.starts_with(parts.front()));
            for (const std::string& part : parts)
                CPPUNIT_ASSERT_MESSAGE(part + " in " + said, said.find(part) != std::string::npos);
        }
    }

    void takesAnExpiredCertificateWithAWarning()
    {
        _folder->make("expired", -1);
        const kc::tls::Context expired{TlsFiles::of(*_folder, "expired").raw()};
        CPPUNIT_ASSERT(expired.warning().find("has expired") != std::string::npos);
        const kc::tls::Context valid{TlsFiles::of(*_folder, "first").raw()};
        CPPUNIT_ASSERT_EQUAL(std::string{}, valid.warning());
    }

    void takesAnEncryptedKey()
    {
        _folder->make("locked", 1, "sesame");
        TlsFiles files = TlsFiles::of(*_folder, "locked");
        files.passphrase = "sesame";
        const kc::tls::Context context{files.raw()};
        CPPUNIT_ASSERT(context.raw() != nullptr);
    }

    void refusesOldVersionsAndRenegotiation()
    {
        const auto server = serve(KC_LISTEN_TLS);
        const TlsClient old{server->client()};
        CPPUNIT_ASSERT(!old.handshake(TLS1_1_VERSION));
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake(TLS1_2_VERSION));
        CPPUNIT_ASSERT(!client.renegotiate());
    }

    void reportsClientsOfUnknownIssuersUnlessStrict()
    {
        _folder->make("stranger");
        _folder->make("friend");
        const TlsFiles own = TlsFiles::of(*_folder, "stranger");
        std::string seen;
        _script->open = [&](Session& session)
        {
            kc_tls_info info{};
            info.size = sizeof info;
            NetService::table().tls_info(session.connection, &info);
            seen = std::string{info.peer_cert.n > 100 ? "shown" : "none"} +
                   (info.peer_verified != 0 ? " verified" : " unverified");
            return session.write("x");
        };
        _files = TlsFiles::of(*_folder, "first");
        _files.authority = _folder->path("friend.crt");
        for (const bool strict : {false, true})
        {
            _files.isStrict = strict;
            const auto server = serve(KC_LISTEN_TLS);
            const TlsClient client{server->client(), own};
            CPPUNIT_ASSERT(client.handshake()); // TLS 1.3: the refusal follows it
            CPPUNIT_ASSERT_EQUAL(std::string{strict ? "" : "x"}, client.read(1));
            if (!strict)
                CPPUNIT_ASSERT_EQUAL(std::string{"shown unverified"}, seen);
            const TlsClient nameless{server->client()};
            CPPUNIT_ASSERT(nameless.handshake());
            CPPUNIT_ASSERT_EQUAL(std::string{"x"}, nameless.read(1));
            CPPUNIT_ASSERT_EQUAL(std::string{"none unverified"}, seen);
            const TlsClient known{server->client(), TlsFiles::of(*_folder, "friend")};
            CPPUNIT_ASSERT(known.handshake());
            CPPUNIT_ASSERT_EQUAL(std::string{"x"}, known.read(1));
            CPPUNIT_ASSERT_EQUAL(std::string{"shown verified"}, seen);
        }
    }

    void survivesClientsThatSpeakNoTls()
    {
        const auto server = serve(KC_LISTEN_TLS);
        for (const kc::sv rubbish : {"GET / HTTP/1.0\r\n\r\n", "\x16\x03\x01\xff\xff rubbish"})
        {
            const Client plain = server->client();
            plain.send(rubbish);
            plain.endOfStream();
        }
        Client cut = server->client();
        cut.reset();
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake());
        client.send("ping");
        CPPUNIT_ASSERT_EQUAL(std::string{"ping"}, client.read(4));
        CPPUNIT_ASSERT_EQUAL(1, _script->opened.load());
    }

    void closesAHandshakeThatStops()
    {
        const auto server = serve(KC_LISTEN_TLS);
        NetLimits limits;
        limits.handshakeTime = 50 * kMillisecond;
        server->net().setLimits(limits);
        const std::int64_t begin = monotonicNow();
        const Client client = server->client();
        client.send("\x16\x03\x01");
        CPPUNIT_ASSERT(client.isClosed());
        CPPUNIT_ASSERT(monotonicNow() - begin >= 50 * kMillisecond);
        CPPUNIT_ASSERT_EQUAL(0, _script->opened.load());
    }

    void tellsAnEndFromACut()
    {
        std::binary_semaphore came{0};
        _script->input = [&](Session&, kc::sv bytes, std::size_t& used) -> kc_status
        {
            used = 0;
            if (bytes.size() == 4)
                came.release();
            return KC_OK;
        };
        _script->drain = [](Session& session) { session.write("late"); };
        const auto server = serve(KC_LISTEN_TLS);
        {
            const TlsClient client{server->client()};
            CPPUNIT_ASSERT(client.handshake());
            client.send("half");
            came.acquire();
            client.sayEnd();
            CPPUNIT_ASSERT(client.isClosedCleanly());
        }
        _script->closes.acquire();
        const TlsClient client{server->client()};
        CPPUNIT_ASSERT(client.handshake());
        client.send("half");
        came.acquire();
        client.plain().endOfStream();
        CPPUNIT_ASSERT(!client.isClosedCleanly());
        _script->closes.acquire();
    }

private:
    std::unique_ptr<Server> serve(std::uint32_t flags)
    {
        if (_files.certificate.empty() || !std::filesystem::exists(_files.certificate))
            _files = TlsFiles::of(*_folder, "first");
        const kc_tls tls = _files.raw();
        kc_listen listen{};
        listen.flags = flags;
        listen.tls = &tls;
        return std::make_unique<Server>(*_script, listen);
    }

    std::unique_ptr<Certificates> _folder;
    std::unique_ptr<Script> _script;
    TlsFiles _files;
};

CPPUNIT_TEST_SUITE_REGISTRATION(NetTlsTest);
