// SPDX-License-Identifier: Apache-2.0
// Certificate, key and rules of TLS, as a listener's handshakes use them. Immutable: a reload makes
// another one, and connections keep the one they began with.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/status.hpp>

#include <memory>
#include <mutex>
#include <openssl/ssl.h>
#include <string>

namespace kc::tls
{

class Context
{
public:
    /// Reads the files. Throws Fault; its text begins with the member of kc_tls that is wrong.
    explicit Context(const kc_tls& tls);

    ssl_ctx_st* raw() const { return _context.get(); }

    /// "" or that the certificate has expired or is not valid yet; it is used nevertheless.
    const std::string& warning() const { return _warning; }

private:
    void setRules(const kc_tls& tls);
    void useCertificate(const std::string& file);
    void useKey(const std::string& file, const std::string& certificate, sv passphrase);
    void askClients(const kc_tls& tls);

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> _context;
    std::string _warning;
};

/// What the handshakes of one listener use now. Mutex: guards the pointer; taken alone.
class Slot
{
public:
    /// Null: this listener has no TLS. Shared: a handshake may begin while a reload puts another
    /// context in place.
    std::shared_ptr<const Context> context() const
    {
        const std::lock_guard lock{_mutex};
        return _context;
    }

    void use(std::shared_ptr<const Context> context)
    {
        const std::lock_guard lock{_mutex};
        _context = std::move(context);
    }

private:
    mutable std::mutex _mutex;
    std::shared_ptr<const Context> _context;
};

/// What OpenSSL says of this thread's last failure, in words; empties its list.
std::string reason();

} // namespace kc::tls
