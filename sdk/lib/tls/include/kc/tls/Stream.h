// SPDX-License-Identifier: Apache-2.0
// The TLS of one connection over its non-blocking socket. Reads and writes answer as recv() and
// send() do, so that the connection need not care.
#pragma once

#include <kc/tls/Context.h>

#include <sys/types.h>

namespace kc::tls
{

class Stream
{
public:
    enum class Handshake
    {
        Done,
        Waiting, // for the socket
        Failed   // reason() says why
    };

    Stream(const Context& context, int socket);

    Handshake handshake();
    /// 0 only at the peer's close_notify: a stream that was cut off is ECONNRESET.
    ssize_t read(char* to, std::size_t n);
    ssize_t write(sv bytes);
    /// Tells the peer that no more comes.
    void sayEnd();

    /// The last step needs room in the socket, whatever it was to do.
    bool wantsWrite() const;

    /// Borrowed until the thread's next call.
    kc_tls_info info() const;

private:
    ssize_t outcome(int result);

    std::unique_ptr<SSL, decltype(&SSL_free)> _ssl;
};

} // namespace kc::tls
