// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.net/1 in C++: a protocol module derives Session from net::Session and announces its
// listener with net::listen<Session>(). Threads and the meaning of each callback: abi/draft/net.h.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/module.hpp>

#include <chrono>
#include <optional>

namespace kc::inline sdk1::net
{

/// The session's end of its connection. Valid in the session's callbacks; wake() on any thread.
class Connection
{
public:
    Connection(const kc_net& net, kc_conn* raw) : _net{&net}, _raw{raw} {}

    /// Queues all of `octets`. False when the queue is above its mark: finish the piece at hand and
    /// answer KC_CONTINUE.
    bool write(sv octets) const
    {
        const kc_status status = _net->write(_raw, octets.data(), octets.size());
        if (status < 0)
            throw Fault{static_cast<kc_code>(status), "the connection is gone"};
        return status != KC_STOP;
    }

    /// Close once all is flushed.
    void finish() const { _net->finish(_raw); }

    void wake() const { _net->wake(_raw); }

    void setTimeout(std::chrono::nanoseconds idle) const { _net->set_timeout(_raw, idle.count()); }

    /// A wake() callback that much later; zero takes it back.
    void wakeAfter(std::chrono::nanoseconds span) const { _net->wake_after(_raw, span.count()); }

    /// No input() until a wake() has come.
    void pause() const { _net->pause(_raw); }

    /// The client has proved to be `user`. False when that user has too many connections: say so
    /// and finish().
    bool authenticated(sv user) const { return _net->authenticated(_raw, kc::str(user)) >= 0; }

    /// STARTTLS, after its answer was written. What the client sent behind the command is thrown
    /// away. KC_ENOTSUP if the listener has no TLS.
    Status startTls() const { return Status::of(_net->start_tls(_raw)); }

    /// Nothing on a plain connection. The texts are borrowed until the callback returns.
    std::optional<kc_tls_info> tls() const
    {
        kc_tls_info info{};
        info.size = sizeof info;
        if (_net->tls_info(_raw, &info) < 0)
            return std::nullopt;
        return info;
    }

private:
    const kc_net* _net;
    kc_conn* _raw;
};

/// One client connection. A session is touched by one thread at a time.
class Session
{
public:
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session() = default;

    /// Uses octets from the front of `bytes` and says how many. KC_CONTINUE: call again when the
    /// output queue has room, even if nothing more has come.
    virtual Status input(Context&, sv bytes, std::size_t& used) = 0;

    virtual Status wake(Context&) { return KC_OK; }

    /// Say goodbye: the time-out passed.
    virtual void expire(Context&) {}

    /// Say goodbye: the server is going down.
    virtual void drain(Context&) {}
};

/// What opens sessions: the module's object behind a listener. Lives as long as the module.
class Acceptor
{
public:
    explicit Acceptor(const Module& module)
        : _host{module.host()}, _net{&module.kernelTable<kc_net>(KC_NET)}
    {
    }

    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;
    virtual ~Acceptor() = default;

    /// A new connection; may write a greeting. The session keeps a copy of `connection`.
    virtual std::unique_ptr<Session> open(Context&, const Connection& connection,
                                          const kc_peer& peer) = 0;

    /// Announces the listener; in the module's start(). `spec.size`, protocol and self are filled
    /// in here.
    void listen(kc_listen spec)
    {
        spec.size = sizeof spec;
        spec.protocol = &protocol();
        spec.self = this;
        const kc_status status = _net->listen(_host->k, &spec);
        if (status < 0)
            throw Fault{static_cast<kc_code>(status), std::string{spec.option} + ": cannot listen"};
    }

private:
    struct Open
    {
        const kc_host* host;
        std::unique_ptr<Session> session;
    };

    template <class Body>
    static kc_status run(void* session, kc_ctx* ctx, Body&& body) noexcept
    {
        Open& open = *static_cast<Open*>(session);
        return fence(open.host, ctx,
                     [&]() -> kc_status
                     {
                         Context context{open.host, ctx};
                         return body(*open.session, context);
                     });
    }

    static kc_status opened(void* self, kc_ctx* ctx, kc_conn* conn, const kc_peer* peer,
                            void** session)
    {
        Acceptor& acceptor = *static_cast<Acceptor*>(self);
        return fence(
            acceptor._host, ctx,
            [&]() -> kc_status
            {
                Context context{acceptor._host, ctx};
                auto made = std::make_unique<Open>();
                made->host = acceptor._host;
                made->session = acceptor.open(context, Connection{*acceptor._net, conn}, *peer);
                *session = made.release();
                return KC_OK;
            });
    }

    static const kc_protocol& protocol()
    {
        static constexpr kc_protocol kProtocol{
            sizeof(kc_protocol),
            opened,
            [](void* session, kc_ctx* ctx, kc_str bytes, std::size_t* used)
            {
                return run(session, ctx,
                           [&](Session& s, Context& context) -> kc_status
                           { return s.input(context, view(bytes), *used).code(); });
            },
            [](void* session, kc_ctx* ctx)
            {
                return run(session, ctx,
                           [](Session& s, Context& context) -> kc_status
                           { return s.wake(context).code(); });
            },
            [](void* session, kc_ctx* ctx)
            {
                (void)run(session, ctx,
                          [](Session& s, Context& context) -> kc_status
                          {
                              s.expire(context);
                              return KC_OK;
                          });
            },
            [](void* session, kc_ctx* ctx)
            {
                (void)run(session, ctx,
                          [](Session& s, Context& context) -> kc_status
                          {
                              s.drain(context);
                              return KC_OK;
                          });
            },
            [](void* session) { delete static_cast<Open*>(session); }};
        return kProtocol;
    }

    const kc_host* _host;
    const kc_net* _net;
};

} // namespace kc::inline sdk1::net
