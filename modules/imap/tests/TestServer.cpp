// SPDX-License-Identifier: Apache-2.0
// See TestServer.h.
#include "TestServer.h"

#include <algorithm>

extern "C" const kc_module* kc_module_entry();

namespace kc::imap::test
{

namespace
{

FakeNet& netOf(kc_conn* conn)
{
    return *reinterpret_cast<FakeNet*>(conn);
}

FakeNet* announcedTo =
    nullptr; // kc_net.listen() has no other way to the test; tests run one by one

} // namespace

Status FakeAuth::verify(Context&, const kc_auth_request& request, sv user, sv password)
{
    if (unavailable)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    KC_ASSERT(view(request.protocol) == "imap" && request.has_password == 1);
    const bool known = user == "ann" || user == "ann@example.org" || user == "shared";
    return known && password == "secret" ? KC_OK : KC_EDENIED;
}

Status FakeDirectory::find(Context&, sv name, std::uint32_t, Sink<kc_principal> principals)
{
    if (unavailable)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    kc_user user{};
    user.size = sizeof user;
    user.kind = name == "shared" ? KC_USER_SHARED : KC_USER_ACTIVE;
    user.login = str(name == "shared" ? sv{"shared"} : sv{"ann"});
    if (name != "ann" && name != "ann@example.org" && name != "shared")
        return KC_ENOTFOUND;
    principals(kc_principal{sizeof(kc_principal), 42, 0, 1, &user});
    return KC_OK;
}

Status FakeDirectory::get(Context&, kc_ids, Sink<kc_principal>)
{
    return KC_ENOTSUP;
}

Status FakeDirectory::list(Context&, kc_id, Sink<kc_principal>)
{
    return KC_ENOTSUP;
}

Status FakeDirectory::create(Context&, const kc_user&, sv, kc_id&)
{
    return KC_ENOTSUP;
}

Status FakeDirectory::update(Context&, kc_id, const kc_user&, std::uint32_t, sv)
{
    return KC_ENOTSUP;
}

Status FakeDirectory::remove(Context&, kc_id)
{
    return KC_ENOTSUP;
}

FakeNet::FakeNet()
{
    table = {sizeof(kc_net),
             [](kc_kernel*, const kc_listen* spec) -> kc_status
             {
                 announcedTo->listen = *spec;
                 return KC_OK;
             },
             [](kc_conn* conn, const char* p, std::size_t n) -> kc_status
             {
                 FakeNet& net = netOf(conn);
                 net.output.append(p, n);
                 return net.output.size() > net.mark ? KC_STOP : KC_OK;
             },
             [](kc_conn* conn) { netOf(conn).finished = true; },
             [](kc_conn* conn) { netOf(conn).woken = true; },
             [](kc_conn* conn, std::int64_t ns) { netOf(conn).timeout = ns; },
             [](kc_conn* conn, std::int64_t ns) { netOf(conn).wakeAfter = ns; },
             [](kc_conn* conn) { netOf(conn).paused = true; },
             [](kc_conn* conn, kc_str user) -> kc_status
             {
                 netOf(conn).authenticated = view(user);
                 return netOf(conn).userIsFull ? KC_EBUSY : KC_OK;
             },
             [](kc_conn* conn) -> kc_status
             {
                 netOf(conn).isTls = true;
                 return KC_OK;
             },
             [](kc_conn*, kc_tls_info*) -> kc_status { return KC_ENOTFOUND; },
             [](kc_kernel*, kc_ctx*, const kc_tls*) -> kc_status { return KC_OK; },
             [](kc_kernel*, kc_ctx*, kc_str, const kc_tls*) -> kc_status { return KC_OK; }};
}

TestServer::TestServer(std::map<std::string, std::string> options)
{
    announcedTo = &net;
    _store.serviceHost = _mail.serviceHost = auth.serviceHost = directory.serviceHost =
        _kernel.host();
    _kernel.offer(KC_NET, &net.table, nullptr);
    _kernel.offer(KC_STORE, &Store::table(), static_cast<Store*>(&_store));
    _kernel.offer(KC_MAIL, &Mail::table(), static_cast<Mail*>(&_mail));
    _kernel.offer(KC_AUTH, &PasswordAuth::table(), static_cast<PasswordAuth*>(&auth));
    _kernel.offer(KC_DIRECTORY, &Directory::table(), static_cast<Directory*>(&directory));
    _kernel.load(kc_module_entry(), std::move(options));
}

TestServer::~TestServer()
{
    close();
}

void TestServer::connect(sv address)
{
    kc_peer peer{};
    peer.size = sizeof peer;
    peer.address = str(address);
    peer.uid = -1;
    Context context = _kernel.context();
    const kc_status status = net.listen.protocol->open(
        net.listen.self, context.get(), reinterpret_cast<kc_conn*>(&net), &peer, &_session);
    KC_ASSERT(status == KC_OK);
}

void TestServer::close()
{
    if (_session != nullptr)
        net.listen.protocol->close(std::exchange(_session, nullptr));
}

kc_status TestServer::input(sv octets, std::size_t& used)
{
    Context context = _kernel.context();
    ++calls;
    const kc_status status =
        net.listen.protocol->input(_session, context.get(), str(octets), &used);
    largestOutput = std::max(largestOutput, net.output.size());
    _said.append(net.output);
    net.output.clear();
    return status;
}

void TestServer::send(sv octets)
{
    _unused.append(octets);
    calls = 0;
    while (!isClosed())
    {
        std::size_t used = 0;
        const kc_status status = input(_unused, used);
        _unused.erase(0, used);
        _broken = _broken || status < 0;
        const bool resumes = net.paused && !_unused.empty();
        if (net.paused)
            wakeLate();
        if (status != KC_CONTINUE && !resumes)
            break;
    }
}

/// No test waits: the time of a pause is over at once.
void TestServer::wakeLate()
{
    net.paused = false;
    Context context = _kernel.context();
    (void)net.listen.protocol->wake(_session, context.get());
}

void TestServer::settle()
{
    for (int i = 0; i < 1000 && net.woken && !isClosed(); ++i)
    {
        net.woken = false;
        Context context = _kernel.context();
        if (net.listen.protocol->wake(_session, context.get()) == KC_CONTINUE)
            send({});
    }
}

std::string TestServer::take()
{
    _said.append(net.output);
    net.output.clear();
    return std::exchange(_said, {});
}

void TestServer::expire()
{
    Context context = _kernel.context();
    net.listen.protocol->expire(_session, context.get());
    net.finished = true;
}

void TestServer::drain()
{
    Context context = _kernel.context();
    net.listen.protocol->drain(_session, context.get());
    net.finished = true;
}

} // namespace kc::imap::test
