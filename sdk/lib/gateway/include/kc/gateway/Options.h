// SPDX-License-Identifier: Apache-2.0
// Options of gateway.cfg that several front-ends have: each declares these very rows, and the
// kernel takes them for one option.
#pragma once

#include <kc/options.hpp>
#include <kc/tls_options.hpp>

namespace kc::gateway
{

inline constexpr auto kSharedOptions = opt::table(
    opt::str("ssl_private_key_file")
        .def("/etc/kopano/gateway/privkey.pem")
        .reloadable()
        .help("PEM file with the private key for TLS. It is read again at SIGHUP."),
    opt::str("ssl_certificate_file")
        .def("/etc/kopano/gateway/cert.pem")
        .reloadable()
        .help("PEM file with the certificate for TLS, the chain after it; empty: it is in "
              "ssl_private_key_file. It is read again at SIGHUP."),
    opt::flag("ssl_verify_client")
        .def("no")
        .reloadable()
        .help("Ask clients for a certificate and refuse those whose certificate ssl_verify_file "
              "and ssl_verify_path do not vouch for; clients without one are welcome."),
    opt::str("ssl_verify_file")
        .reloadable()
        .help("PEM file with the authorities that vouch for clients."),
    opt::str("ssl_verify_path")
        .reloadable()
        .help("Folder with such authorities, prepared by c_rehash."),
    opt::pick("tls_min_proto", "tls1.2 tls1.3")
        .def("tls1.2")
        .reloadable()
        .help("Oldest version of TLS that is spoken."),
    opt::obsolete("ssl_protocols", "tls_min_proto says which versions are spoken"),
    opt::str("ssl_ciphers")
        .def("DEFAULT:!LOW:!SSLv2:!SSLv3:!TLSv1.0:!TLSv1.1:!EXPORT:!DH:!PSK:!kRSA:!aDSS:!aNULL:"
             "+AES")
        .reloadable()
        .help("Ciphers for TLS 1.2, as `openssl ciphers` understands them."),
    opt::flag("ssl_prefer_server_ciphers")
        .def("yes")
        .reloadable()
        .help("The server's order of ciphers counts, not the client's."),
    opt::str("ssl_curves")
        .def("X25519:P-521:P-384:P-256")
        .reloadable()
        .help("Curves for the key exchange, best first."),
    opt::flag("disable_plaintext_auth")
        .def("no")
        .reloadable()
        .help("Refuse passwords on connections without TLS, but for those from this host."),
    opt::flag("server_hostname_greeting")
        .def("no")
        .reloadable()
        .help("Say the server's name in the greeting."),
    opt::str("server_hostname").def("").help("The server's name; empty: as the system says."));

inline constexpr net::TlsOptions kTls{
    "ssl_certificate_file", "ssl_private_key_file",     nullptr,         "ssl_verify_client",
    "ssl_verify_file",      "ssl_verify_path",          "tls_min_proto", "ssl_ciphers",
    "ssl_curves",           "ssl_prefer_server_ciphers"};

/// A module's own options and the shared ones.
template <std::size_t N>
constexpr auto withShared(const std::array<kc_option, N>& own)
{
    std::array<kc_option, N + kSharedOptions.size()> all{};
    for (std::size_t i = 0; i < N; ++i)
        all[i] = own[i];
    for (std::size_t i = 0; i < kSharedOptions.size(); ++i)
        all[N + i] = kSharedOptions[i];
    return all;
}

/// The name that server_hostname_greeting wants in the greeting; empty: none.
inline std::string greetingName(const Config& config)
{
    if (!config.flag("server_hostname_greeting"))
        return {};
    const sv configured = config.str("server_hostname");
    if (!configured.empty())
        return std::string{configured};
    char name[256] = "";
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

} // namespace kc::gateway
