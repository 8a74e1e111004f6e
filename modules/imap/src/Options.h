// SPDX-License-Identifier: Apache-2.0
// The options of the IMAP front-end, in gateway.cfg.
#pragma once

#include <kc/options.hpp>

namespace kc::imap
{

inline constexpr auto kOptions = opt::table(
    opt::str("imap_listen")
        .def("*%lo:143")
        .list()
        .help("Addresses to listen on for IMAP: host:port, *:port, *%interface:port or unix:path, "
              "separated by blanks. Empty: no IMAP."),
    opt::str("imaps_listen")
        .list()
        .example("*:993")
        .help(
            "Addresses to listen on for IMAP over TLS from the first octet. Empty: none; STARTTLS "
            "on imap_listen works with the same certificate."),
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
    opt::number("imap_max_fail_commands")
        .def("10")
        .range(1, 1000)
        .reloadable()
        .help("Wrong commands and failed logins after which a connection is closed."),
    opt::size("imap_max_messagesize")
        .def("128M")
        .range(64 * 1024, std::int64_t{4} * 1024 * 1024 * 1024 - 1)
        .reloadable()
        .help("Largest message that APPEND takes."),
    opt::flag("imap_capability_idle")
        .def("yes")
        .reloadable()
        .help("Offer IDLE, by which clients are told of new mail at once."),
    opt::flag("imap_expunge_on_delete")
        .def("no")
        .reloadable()
        .help("Expunge messages as soon as they are marked as deleted."),
    opt::flag("disable_plaintext_auth")
        .def("no")
        .reloadable()
        .help("Refuse passwords on connections without TLS, but for those from this host."),
    opt::flag("server_hostname_greeting")
        .def("no")
        .reloadable()
        .help("Say the server's name in the greeting."),
    opt::str("server_hostname").def("").help("The server's name; empty: as the system says."),
    opt::str("tmp_path")
        .def("/tmp")
        .help("Folder for messages that are being received, when they are large."),
    opt::duration("imap_login_timeout")
        .def("60s")
        .range(1, 3600)
        .reloadable()
        .help("Time within which a client has to log in."),
    opt::duration("imap_idle_timeout")
        .def("30m")
        .range(60, 86400)
        .reloadable()
        .help("Idle time after which a connection is closed; RFC 9051 asks for 30 minutes at "
              "least."));

} // namespace kc::imap
