// SPDX-License-Identifier: Apache-2.0
#include <kc/tls/Stream.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>
#include <openssl/err.h>

namespace kc::tls
{
namespace
{

int clampToInt(std::size_t n)
{
    return static_cast<int>(std::min<std::size_t>(n, std::numeric_limits<int>::max()));
}

sv orEmpty(const char* text)
{
    return text == nullptr ? sv{} : sv{text};
}

} // namespace

Stream::Stream(const Context& context, int socket) : _ssl{SSL_new(context.raw()), &SSL_free}
{
    if (!_ssl || SSL_set_fd(_ssl.get(), socket) != 1)
        throw std::bad_alloc{};
    SSL_set_accept_state(_ssl.get());
}

Stream::Handshake Stream::handshake()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(_ssl.get());
    if (result == 1)
        return Handshake::Done;
    const int error = SSL_get_error(_ssl.get(), result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Handshake::Waiting
                                                                         : Handshake::Failed;
}

ssize_t Stream::read(char* to, std::size_t n)
{
    ERR_clear_error();
    return outcome(SSL_read(_ssl.get(), to, clampToInt(n)));
}

ssize_t Stream::write(sv bytes)
{
    ERR_clear_error();
    return outcome(SSL_write(_ssl.get(), bytes.data(), clampToInt(bytes.size())));
}

ssize_t Stream::outcome(int result)
{
    if (result > 0)
        return result;
    switch (SSL_get_error(_ssl.get(), result))
    {
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        errno = EAGAIN;
        return -1;
    default:
        // RFC 8446 §6.1: without close_notify what came may be cut off.
        errno = ECONNRESET;
        return -1;
    }
}

void Stream::sayEnd()
{
    ERR_clear_error();
    SSL_shutdown(_ssl.get());
}

bool Stream::wantsWrite() const
{
    return SSL_want_write(_ssl.get()) != 0;
}

kc_tls_info Stream::info() const
{
    thread_local std::string certificate;
    certificate.clear();
    const std::unique_ptr<X509, decltype(&X509_free)> peer{SSL_get1_peer_certificate(_ssl.get()),
                                                           &X509_free};
    if (peer)
    {
        certificate.resize(static_cast<std::size_t>(std::max(i2d_X509(peer.get(), nullptr), 0)));
        auto* to = reinterpret_cast<unsigned char*>(certificate.data());
        i2d_X509(peer.get(), &to);
    }
    return {sizeof(kc_tls_info),
            kc::str(orEmpty(SSL_get_version(_ssl.get()))),
            kc::str(orEmpty(SSL_get_cipher_name(_ssl.get()))),
            kc::str(orEmpty(SSL_get_servername(_ssl.get(), TLSEXT_NAMETYPE_host_name))),
            kc::str(certificate),
            peer && SSL_get_verify_result(_ssl.get()) == X509_V_OK ? 1U : 0U};
}

} // namespace kc::tls
