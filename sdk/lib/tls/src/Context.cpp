// SPDX-License-Identifier: Apache-2.0
#include <kc/tls/Context.h>

#include <cerrno>
#include <cstring>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace kc::tls
{
namespace
{

[[noreturn]] void refuse(const char* member, const std::string& text)
{
    ERR_clear_error();
    throw Fault{KC_EINVAL, std::string{member} + ": " + text};
}

void requireReadable(const char* member, const std::string& file, const char* remedy)
{
    if (file.empty())
        refuse(member, std::string{"no file is named; "} + remedy);
    if (access(file.c_str(), R_OK) != 0)
        refuse(member, file + ": " + std::strerror(errno) + "; " + remedy);
}

int minimumOf(sv name)
{
    if (name.empty() || name == "tls1.2")
        return TLS1_2_VERSION;
    return name == "tls1.3" ? TLS1_3_VERSION : 0;
}

int passphraseFor(char* buffer, int size, int, void* passphrase)
{
    const auto& text = *static_cast<const sv*>(passphrase);
    if (text.size() > static_cast<std::size_t>(size))
        return -1;
    return static_cast<int>(text.copy(buffer, text.size()));
}

} // namespace

std::string reason()
{
    const unsigned long error = ERR_get_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(error))
        return std::strerror(static_cast<int>(ERR_GET_REASON(error)));
    const char* const text = ERR_reason_error_string(error);
    return text == nullptr ? "the connection ended" : text;
}

Context::Context(const kc_tls& tls) : _context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free}
{
    if (!_context)
        throw Fault{KC_EUNAVAIL, "TLS cannot be set up: " + reason()};
    setRules(tls);
    const std::string key{view(tls.key_file)};
    const std::string certificate = tls.cert_file.n == 0 ? key : std::string{view(tls.cert_file)};
    useCertificate(certificate);
    useKey(key, certificate, view(tls.key_pass));
    askClients(tls);
}

void Context::setRules(const kc_tls& tls)
{
    SSL_CTX* const context = _context.get();
    const int minimum = minimumOf(view(tls.min_proto));
    if (minimum == 0 || SSL_CTX_set_min_proto_version(context, minimum) != 1)
        refuse("min_proto", std::string{view(tls.min_proto)} + " is neither tls1.2 nor tls1.3");
    // Nothing that grows by clients: no cache, no tickets. A renegotiation only costs us.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    std::uint64_t options = SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION;
    if (tls.prefer_server_ciphers != 0)
        options |= SSL_OP_CIPHER_SERVER_PREFERENCE;
    SSL_CTX_set_options(context, options);
    // An idle connection keeps no buffers; an output block may move while its record waits.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    const std::string ciphers{view(tls.ciphers)};
    if (!ciphers.empty() && SSL_CTX_set_cipher_list(context, ciphers.c_str()) != 1)
        refuse("ciphers", "'" + ciphers + "' selects nothing: " + reason() +
                              "; `openssl ciphers` shows what a list means");
    const std::string curves{view(tls.curves)};
    if (!curves.empty() && SSL_CTX_set1_curves_list(context, curves.c_str()) != 1)
        refuse("curves", "'" + curves +
                             "' names an unknown curve; `openssl ecparam -list_curves` "
                             "shows the known ones");
}

void Context::useCertificate(const std::string& file)
{
    requireReadable("cert_file", file, "name a PEM file that the server's user can read");
    if (SSL_CTX_use_certificate_chain_file(_context.get(), file.c_str()) != 1)
        refuse("cert_file", file + " has no usable certificate: " + reason() +
                                "; it must be PEM, the chain after the certificate");
    const X509* const certificate = SSL_CTX_get0_certificate(_context.get());
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
        _warning = "the certificate in " + file + " has expired; clients will refuse it: renew it";
    else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
        _warning = "the certificate in " + file + " is not valid yet; look at this host's clock";
}

void Context::useKey(const std::string& file, const std::string& certificate, sv passphrase)
{
    requireReadable("key_file", file, "name a PEM file that the server's user can read");
    SSL_CTX_set_default_passwd_cb(_context.get(), passphraseFor);
    SSL_CTX_set_default_passwd_cb_userdata(_context.get(), &passphrase);
    const int used = SSL_CTX_use_PrivateKey_file(_context.get(), file.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_default_passwd_cb_userdata(_context.get(), nullptr);
    const unsigned long error = ERR_peek_last_error();
    if (used != 1 && ERR_GET_LIB(error) == ERR_LIB_X509)
        refuse("key_file", file + " does not belong to the certificate in " + certificate +
                               "; name the pair that was made together");
    if (used != 1)
        refuse("key_file", file + " has no usable private key: " + reason() +
                               "; it must be PEM, and its passphrase right if it has one");
}

void Context::askClients(const kc_tls& tls)
{
    const std::string file{view(tls.ca_file)};
    const std::string path{view(tls.ca_path)};
    if (file.empty() && path.empty())
        return;
    if (!file.empty())
        requireReadable("ca_file", file, "name a PEM file that the server's user can read");
    if (!path.empty())
        requireReadable("ca_path", path, "name a folder that the server's user can read");
    if (SSL_CTX_load_verify_locations(_context.get(), file.empty() ? nullptr : file.c_str(),
                                      path.empty() ? nullptr : path.c_str()) != 1)
        refuse("ca_file", file + " has no usable certificate: " + reason() + "; it must be PEM");
    if (!file.empty())
        SSL_CTX_set_client_CA_list(_context.get(), SSL_load_client_CA_file(file.c_str()));
    // A module may know a client by its key alone, so it hears of unverified ones too.
    const SSL_verify_cb tolerant = [](int, X509_STORE_CTX*) { return 1; };
    SSL_CTX_set_verify(_context.get(), SSL_VERIFY_PEER,
                       tls.refuse_unverified == 0 ? tolerant : nullptr);
}

} // namespace kc::tls
