// SPDX-License-Identifier: Apache-2.0
#include <kc/test/fake_net.hpp>

#include <algorithm>

namespace kc::inline sdk1::test
{

namespace
{

FakeNet& of(kc_kernel* k)
{
    return *static_cast<FakeNet*>(FakeKernel::of(k).service(KC_NET).self);
}

kc_status judged(const FakeNet& net, kc_kernel* k, kc_ctx* ctx)
{
    if (net.tlsFault.empty())
        return KC_OK;
    const kc_host* const host = FakeKernel::of(k).host();
    return host->fail(ctx, KC_EINVAL, net.tlsFault.data(), net.tlsFault.size());
}

} // namespace

FakeNet::FakeNet(FakeKernel& kernel)
{
    kernel.offer(KC_NET, &table(), this);
}

const kc_listen& FakeNet::listener(sv nameOrOption) const
{
    for (const Announced& each : _listeners)
        if (nameOrOption.empty() || nameOrOption == each.name || nameOrOption == each.spec.option)
            return each.spec;
    throw Fault{KC_ENOTFOUND, "the module has announced no listener " + std::string{nameOrOption}};
}

const kc_net& FakeNet::table()
{
    static constexpr kc_net kTable{
        sizeof(kc_net),
        [](kc_kernel* k, const kc_listen* spec) -> kc_status
        {
            if (spec->max_input < 4096 || spec->protocol == nullptr)
                return KC_EINVAL;
            Announced& made = of(k)._listeners.emplace_back();
            made = {*spec,
                    {},
                    std::string{view(spec->name)},
                    std::string{view(spec->addresses)},
                    std::string{view(spec->busy)}};
            made.spec.name = str(made.name);
            made.spec.addresses = str(made.addresses);
            made.spec.busy = str(made.busy);
            made.tls.size = sizeof made.tls;
            made.spec.tls = spec->tls == nullptr ? nullptr : &made.tls;
            return KC_OK;
        },
        [](kc_conn* conn, const char* p, std::size_t n) -> kc_status
        {
            conn->queue.append(p, n);
            ++conn->writes;
            return conn->queue.size() > conn->mark ? KC_STOP : KC_OK;
        },
        [](kc_conn* conn) { conn->isFinished = true; },
        [](kc_conn* conn) { conn->isWoken = true; },
        [](kc_conn* conn, std::int64_t ns) { conn->timeout = ns; },
        [](kc_conn* conn, std::int64_t ns) { conn->wakeAfter = ns; },
        [](kc_conn* conn) { conn->isPaused = true; },
        [](kc_conn* conn, kc_str user) -> kc_status
        {
            if (conn->welcome == KC_OK)
                conn->user = view(user);
            return conn->welcome;
        },
        [](kc_conn* conn) -> kc_status
        {
            if (conn->listen->tls == nullptr)
                return KC_ENOTSUP;
            conn->startsTls = true;
            return KC_OK;
        },
        [](kc_conn* conn, kc_tls_info* out) -> kc_status
        {
            if (!conn->isTls)
                return KC_ENOTFOUND;
            *out = {sizeof *out, str("TLSv1.3"), str("TLS_AES_256_GCM_SHA384"),
                    str(""),     str(""),        0};
            return KC_OK;
        },
        [](kc_kernel* k, kc_ctx* ctx, const kc_tls*) { return judged(of(k), k, ctx); },
        [](kc_kernel* k, kc_ctx* ctx, kc_str, const kc_tls*)
        {
            const kc_status status = judged(of(k), k, ctx);
            of(k).tlsChanges += status == KC_OK ? 1 : 0;
            return status;
        }};
    return kTable;
}

/// After each callback the queue goes out, and what start_tls() asked for happens.
kc_status FakeConnection::done(kc_status status)
{
    largestQueue = std::max(largestQueue, queue.size());
    _said += std::exchange(queue, {});
    _isBroken = _isBroken || status < 0;
    if (std::exchange(startsTls, false))
    {
        isTls = true;
        _waiting.clear(); // what came in plain text behind STARTTLS (CVE-2011-0411)
    }
    return status;
}

kc_status FakeConnection::open(const FakePeer& peer)
{
    timeout = listen->timeout;
    isTls = isTls || (listen->flags & KC_LISTEN_TLS) != 0;
    const bool isUnix = peer.address.empty();
    const kc_peer raw{sizeof raw, str(peer.address), isUnix ? 0U : 4711U, isUnix ? 1U : 0U,
                      peer.uid,   str("test"),       str("s1"),           isTls ? 1U : 0U};
    FakeCall call{_kernel.host()};
    return done(listen->protocol->open(listen->self, &call.raw(), this, &raw, &_session));
}

kc_status FakeConnection::input(sv octets)
{
    _waiting += octets;
    if (isClosed() || isPaused)
        return KC_OK;
    std::size_t used = 0;
    FakeCall call{_kernel.host()};
    ++calls;
    const kc_status status = listen->protocol->input(_session, &call.raw(), str(_waiting), &used);
    KC_ASSERT(used <= _waiting.size());
    // The kernel reads no more then: a session that still waits would wait for ever.
    KC_ASSERT(used > 0 || _waiting.size() < listen->max_input || status != KC_OK || isPaused ||
              isFinished);
    _waiting.erase(0, used);
    return done(status);
}

kc_status FakeConnection::wake()
{
    isPaused = false;
    FakeCall call{_kernel.host()};
    return done(listen->protocol->wake(_session, &call.raw()));
}

kc_status FakeConnection::send(sv octets)
{
    kc_status status = input(octets);
    while (!isClosed())
    {
        if (isPaused || wakeAfter != 0)
        {
            pauses.push_back(std::exchange(wakeAfter, 0));
            status = wake();
            if (status != KC_CONTINUE && _waiting.empty())
                break;
        }
        else if (status != KC_CONTINUE)
        {
            break;
        }
        status = isClosed() ? status : input({});
    }
    return status;
}

void FakeConnection::settle()
{
    for (int i = 0; i < 1000 && !isClosed() && isWoken.exchange(false); ++i)
        if (wake() == KC_CONTINUE || !_waiting.empty())
            (void)send({});
}

void FakeConnection::expire()
{
    FakeCall call{_kernel.host()};
    listen->protocol->expire(_session, &call.raw());
    (void)done(KC_OK);
    isFinished = true;
}

void FakeConnection::drain()
{
    FakeCall call{_kernel.host()};
    listen->protocol->drain(_session, &call.raw());
    (void)done(KC_OK);
    isFinished = true;
}

void FakeConnection::close()
{
    if (_session != nullptr)
        listen->protocol->close(std::exchange(_session, nullptr));
}

} // namespace kc::inline sdk1::test
