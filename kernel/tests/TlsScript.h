// SPDX-License-Identifier: Apache-2.0
// What NetTlsTest tries TLS with: certificates of its own, and a client that speaks TLS.
#pragma once

#include "NetScript.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace kc::kernel::test
{

/// A folder with self-signed certificates that goes with the object.
class Certificates
{
public:
    Certificates()
    {
        std::signal(SIGPIPE, SIG_IGN); // as the program does
        char name[] = "/tmp/kc-tls-test.XXXXXX";
        CPPUNIT_ASSERT(mkdtemp(name) != nullptr);
        _folder = name;
    }

    Certificates(const Certificates&) = delete;
    Certificates& operator=(const Certificates&) = delete;

    ~Certificates() { std::filesystem::remove_all(_folder); }

    std::string path(const std::string& file) const { return (_folder / file).string(); }

    /// Writes NAME.crt and NAME.key; `days` from now the certificate ends.
    void make(const std::string& name, int days = 1, const char* passphrase = nullptr) const
    {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -86400L * 10);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400L * days);
        X509_NAME* const subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        X509_set_issuer_name(certificate, subject);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
        std::FILE* file = std::fopen(path(name + ".crt").c_str(), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
        file = std::fopen(path(name + ".key").c_str(), "w");
        PEM_write_PrivateKey(file, key, passphrase == nullptr ? nullptr : EVP_aes_128_cbc(),
                             reinterpret_cast<const unsigned char*>(passphrase),
                             passphrase == nullptr ? 0 : static_cast<int>(std::strlen(passphrase)),
                             nullptr, nullptr);
        std::fclose(file);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }

private:
    std::filesystem::path _folder;
};

/// The texts behind a kc_tls.
struct TlsFiles
{
    std::string certificate, key, passphrase, authority, minimum, ciphers;
    bool isStrict = false;

    kc_tls raw() const
    {
        kc_tls tls{};
        tls.size = sizeof tls;
        tls.cert_file = kc::str(certificate);
        tls.key_file = kc::str(key);
        tls.key_pass = kc::str(passphrase);
        tls.ca_file = kc::str(authority);
        tls.min_proto = kc::str(minimum);
        tls.ciphers = kc::str(ciphers);
        tls.refuse_unverified = isStrict ? 1 : 0;
        return tls;
    }

    static TlsFiles of(const Certificates& folder, const std::string& name)
    {
        return {folder.path(name + ".crt"), folder.path(name + ".key"), {}, {}, {}, {}};
    }
};

/// A blocking TLS client on a Client's socket.
class TlsClient
{
public:
    /// `own`: the certificate that it shows.
    explicit TlsClient(Client plain, const TlsFiles& own = {})
        : _plain{std::move(plain)}, _context{SSL_CTX_new(TLS_client_method())}
    {
        if (!own.certificate.empty())
        {
            SSL_CTX_use_certificate_file(_context, own.certificate.c_str(), SSL_FILETYPE_PEM);
            SSL_CTX_use_PrivateKey_file(_context, own.key.c_str(), SSL_FILETYPE_PEM);
        }
        _ssl = SSL_new(_context);
        SSL_set_fd(_ssl, _plain.socket());
        SSL_set_tlsext_host_name(_ssl, "mail.example.org");
    }

    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    ~TlsClient()
    {
        SSL_free(_ssl);
        SSL_CTX_free(_context);
        ERR_clear_error();
    }

    bool handshake(int newest = TLS1_3_VERSION) const
    {
        SSL_set_max_proto_version(_ssl, newest);
        return SSL_connect(_ssl) == 1;
    }

    std::string serverName() const
    {
        X509* const certificate = SSL_get1_peer_certificate(_ssl);
        char name[64] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                  sizeof name);
        X509_free(certificate);
        return name;
    }

    void send(kc::sv text) const
    {
        CPPUNIT_ASSERT_EQUAL(static_cast<int>(text.size()),
                             SSL_write(_ssl, text.data(), static_cast<int>(text.size())));
    }

    std::string read(std::size_t n) const
    {
        std::string got(n, '\0');
        std::size_t have = 0;
        while (have < n)
        {
            const int more = SSL_read(_ssl, got.data() + have, static_cast<int>(n - have));
            if (more <= 0)
                break;
            have += static_cast<std::size_t>(more);
        }
        got.resize(have);
        return got;
    }

    /// The server has said that it ends, as opposed to a cut.
    bool isClosedCleanly() const
    {
        char octet = 0;
        const int got = SSL_read(_ssl, &octet, 1);
        return got == 0 && SSL_get_error(_ssl, got) == SSL_ERROR_ZERO_RETURN;
    }

    void sayEnd() const { SSL_shutdown(_ssl); }

    bool renegotiate() const { return SSL_renegotiate(_ssl) == 1 && SSL_do_handshake(_ssl) == 1; }

    const Client& plain() const { return _plain; }

private:
    Client _plain;
    SSL_CTX* _context;
    SSL* _ssl;
};

} // namespace kc::kernel::test
