// SPDX-License-Identifier: Apache-2.0
#include "TlsConnection.h"

#include "Failure.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <memory>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace kc::cli
{

namespace
{

namespace net = Poco::Net;

// Where ssl-certificates.sh puts the authority of a site of its own.
constexpr const char* kSiteAuthority = "/etc/kopano/ssl/cacert.pem";

sv octetsOf(const ASN1_STRING* text)
{
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string textOf(const GENERAL_NAME& name)
{
    if (name.type == GEN_DNS)
        return std::string{octetsOf(name.d.dNSName)};
    if (name.type != GEN_IPADD)
        return {};
    const sv address = octetsOf(name.d.iPAddress);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
    const bool isWhole = family == AF_INET || address.size() == sizeof(in6_addr);
    return isWhole && inet_ntop(family, address.data(), text.data(), text.size()) != nullptr
               ? text.data()
               : "";
}

/// The names of a certificate's subjectAltName, for whoever wrote another one.
std::string namesIn(X509* certificate)
{
    struct Free
    {
        void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    };

    const std::unique_ptr<GENERAL_NAMES, Free> names{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::string text;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
        if (const std::string name = textOf(*sk_GENERAL_NAME_value(names.get(), i)); !name.empty())
            text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

/// Keeps why a certificate does not hold, which Poco does not tell.
int verify(X509_STORE_CTX* store, void* why)
{
    if (X509_verify_cert(store) == 1)
        return 1;
    const int error = X509_STORE_CTX_get_error(store);
    auto& text = *static_cast<std::string*>(why);
    text = X509_verify_cert_error_string(error);
    if (error == X509_V_ERR_HOSTNAME_MISMATCH || error == X509_V_ERR_IP_ADDRESS_MISMATCH)
        text += ", which names: " + namesIn(X509_STORE_CTX_get0_cert(store));
    return 0;
}

int givePassphrase(char* to, int size, int, void* passphrase)
{
    const auto& text = *static_cast<const std::string*>(passphrase);
    if (size < 0 || text.size() > static_cast<std::size_t>(size))
        return -1;
    std::copy(text.begin(), text.end(), to);
    return static_cast<int>(text.size());
}

void useKey(SSL_CTX* context, const Login& login)
{
    if (login.keyFile.empty())
        return;
    const char* const file = login.keyFile.c_str();
    if (access(file, R_OK) != 0)
        throw Failure{"cannot read the client key '" + login.keyFile + "'"};
    // Called while the file is read and not after.
    SSL_CTX_set_default_passwd_cb(context, givePassphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&login.keyPass));
    const bool isUsed = SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM) == 1 &&
                        SSL_CTX_use_certificate_chain_file(context, file) == 1 &&
                        SSL_CTX_check_private_key(context) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (!isUsed)
        throw Failure{"'" + login.keyFile +
                      "' is no private key and certificate in one file, or its pass phrase "
                      "(sslkey_pass) is wrong"};
}

void expect(SSL_CTX* context, const std::string& host)
{
    X509_VERIFY_PARAM* const rules = SSL_CTX_get0_param(context);
    // RFC 6125 §6.4; an address is not looked for among names.
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) != 1)
        X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
}

} // namespace

net::StreamSocket connectTls(const ServerUrl& url, const Login& login,
                             const Poco::Timespan& patience)
{
    const net::SocketAddress address{url.host, url.port};
    std::string why;
    // Poco checks certificates against a name only of servers that are not on this host.
    const net::Context::Ptr context =
        new net::Context{net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_NONE, 9, true};
    SSL_CTX* const raw = context->sslContext();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(raw, verify, &why);
    if (access(kSiteAuthority, R_OK) == 0)
        SSL_CTX_load_verify_locations(raw, kSiteAuthority, nullptr);
    expect(raw, url.host);
    useKey(raw, login);
    try
    {
        net::SecureStreamSocket socket{context};
        socket.setPeerHostName(url.host);
        socket.connect(address, patience);
        socket.completeHandshake();
        SSL_CTX_set_cert_verify_callback(raw, nullptr, nullptr); // `why` ends here
        return socket;
    }
    catch (const Poco::Exception&)
    {
        if (why.empty())
            throw;
        throw Failure{"the certificate of the server at '" + url.text + "' does not hold: " + why};
    }
}

} // namespace kc::cli
