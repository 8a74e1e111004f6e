// SPDX-License-Identifier: Apache-2.0
// From a module's options to a kc_tls (abi/draft/net.h): read in start(), checked in check(), put
// to use again in reload(), so that new certificates need no restart.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/module.hpp>

#include <string>
#include <unistd.h>
#include <utility>

namespace kc::inline sdk1::net
{

/// The names of a module's TLS options; null where it has none. They make a kc_tls, and tell the
/// admin which line is wrong.
struct TlsOptions
{
    const char* certFile = nullptr;
    const char* keyFile = nullptr;
    const char* keyPass = nullptr;
    const char* verifyClient = nullptr; ///< a flag: ask for certificates, refuse unverified ones
    const char* caFile = nullptr;
    const char* caPath = nullptr;
    const char* minProto = nullptr;
    const char* ciphers = nullptr;
    const char* curves = nullptr;
    const char* preferServer = nullptr;

    /// Whether TLS is wanted where nobody listens for it: somebody named certificate and key, or
    /// the default files are there.
    bool areGiven(const Config& config) const
    {
        return isThere(config, certFile) && isThere(config, keyFile);
    }

    /// Borrows from `config`. Authorities of clients that nobody named need not exist.
    kc_tls read(const Config& config) const
    {
        const auto text = [&](const char* name) {
            return name == nullptr ? kc_str{nullptr, 0} : kc::str(config.str(name));
        };
        const auto flag = [&](const char* name) -> std::uint32_t
        { return name != nullptr && config.flag(name) ? 1 : 0; };
        const bool asks = verifyClient == nullptr || config.flag(verifyClient);
        const kc_str none{nullptr, 0};
        return {sizeof(kc_tls),
                text(certFile),
                text(keyFile),
                text(keyPass),
                asks && isThere(config, caFile) ? text(caFile) : none,
                asks ? text(caPath) : none,
                text(minProto),
                text(ciphers),
                text(curves),
                flag(preferServer),
                flag(verifyClient)};
    }

    /// Throws "gateway.cfg:7: ssl_certificate_file: …" if the kernel would refuse them.
    void check(const Module& module, const Context& context, const Config& config) const
    {
        const kc_tls tls = read(config);
        const auto& net = module.kernelTable<kc_net>(KC_NET);
        explain(context, config, net.check_tls(module.host()->k, context.get(), &tls));
    }

    /// New handshakes of the listener use what the options say now; in reload(). Throws as check().
    void use(const Module& module, const Context& context, sv listener) const
    {
        const Config config = module.config();
        const kc_tls tls = read(config);
        const auto& net = module.kernelTable<kc_net>(KC_NET);
        explain(context, config,
                net.set_tls(module.host()->k, context.get(), kc::str(listener), &tls));
    }

private:
    static bool isThere(const Config& config, const char* option)
    {
        return option == nullptr || !config.where(option).ends_with(" (default)") ||
               ::access(std::string{config.str(option)}.c_str(), F_OK) == 0;
    }

    void explain(const Context& context, const Config& config, kc_status status) const
    {
        if (status >= 0)
            return;
        const sv text = view(context.host()->take_error(context.get()));
        const std::pair<sv, const char*> members[]{
            {"cert_file", certFile == nullptr ? keyFile : certFile}, // one file has both
            {"key_file", keyFile},
            {"ca_file", caFile},
            {"ca_path", caPath},
            {"min_proto", minProto},
            {"ciphers", ciphers},
            {"curves", curves}};
        const std::size_t colon = text.find(": ");
        for (const auto& [member, option] : members)
            if (option != nullptr && text.substr(0, colon) == member)
                throw Fault{static_cast<kc_code>(status),
                            config.where(option) + std::string{text.substr(colon)}};
        throw Fault{static_cast<kc_code>(status), std::string{text}};
    }
};

} // namespace kc::inline sdk1::net
