// SPDX-License-Identifier: Apache-2.0
// Doubles for the front-end's tests: kc.net/1 that keeps what is written, an authenticator, a
// directory with the one user ann.
#pragma once

#include <kc/auth.hpp>
#include <kc/directory.hpp>
#include <kc/net.hpp>
#include <kc/test/fake_kernel.hpp>

#include <string>
#include <vector>

struct kc_conn
{
    std::string* output;
    bool* hasRoom;
    bool* isFinished;
    std::int64_t* timeout;
    std::int64_t* wakeAfter;
    bool* userIsFull;
};

namespace kc::httpd::test
{

struct FakeNet
{
    std::vector<std::string> listeners;
    kc_listen spec{};

    static inline FakeNet* current = nullptr; // the test kernel hands no self to its own services

    static const kc_net& table()
    {
        static constexpr kc_net kTable{
            sizeof(kc_net),
            [](kc_kernel*, const kc_listen* listen) -> kc_status
            {
                current->listeners.emplace_back(view(listen->addresses));
                current->spec = *listen;
                return KC_OK;
            },
            [](kc_conn* conn, const char* p, std::size_t n) -> kc_status
            {
                conn->output->append(p, n);
                return *conn->hasRoom ? KC_OK : KC_STOP;
            },
            [](kc_conn* conn) { *conn->isFinished = true; },
            [](kc_conn*) {},
            [](kc_conn* conn, std::int64_t ns) { *conn->timeout = ns; },
            [](kc_conn* conn, std::int64_t ns) { *conn->wakeAfter = ns; },
            [](kc_conn*) {},
            [](kc_conn* conn, kc_str) -> kc_status { return *conn->userIsFull ? KC_EBUSY : KC_OK; },
            nullptr,
            nullptr,
            nullptr,
            nullptr};
        return kTable;
    }
};

struct HttpAnswer
{
    int status;
    std::string head, body;
};

class FakeConnection
{
public:
    FakeConnection(FakeNet& net, Context context, bool isUnix) : _net{net}, _context{context}
    {
        timeout = net.spec.timeout;
        const kc_peer peer{sizeof peer,
                           str(isUnix ? "" : "192.0.2.1"),
                           1234,
                           isUnix ? 1U : 0U,
                           isUnix ? 1000 : -1,
                           str("local"),
                           str("s1"),
                           0};
        KC_ASSERT(net.spec.protocol->open(net.spec.self, context.get(), &_conn, &peer, &_session) ==
                  KC_OK);
    }

    FakeConnection(const FakeConnection&) = delete;
    FakeConnection& operator=(const FakeConnection&) = delete;

    ~FakeConnection()
    {
        _net.spec.protocol->close(_session);
    }

    kc_status send(const std::string& bytes)
    {
        _waiting += bytes;
        std::size_t used = 0;
        const kc_status status =
            _net.spec.protocol->input(_session, _context.get(), str(_waiting), &used);
        _waiting.erase(0, used);
        if (wakeAfter == 0)
            return status;
        // No test waits: the time of a pause is over at once.
        pauses.push_back(std::exchange(wakeAfter, 0));
        return _net.spec.protocol->wake(_session, _context.get()) == KC_CONTINUE ? send({}) : KC_OK;
    }

    std::vector<HttpAnswer> talkInPieces(const std::string& bytes, std::size_t step)
    {
        for (std::size_t at = 0; at < bytes.size() && !isFinished; at += step)
            send(bytes.substr(at, step));
        return answers();
    }

    HttpAnswer talk(const std::string& bytes)
    {
        isHead = bytes.starts_with("HEAD");
        send(bytes);
        return answers().at(0);
    }

    void expire()
    {
        _net.spec.protocol->expire(_session, _context.get());
    }

    std::string takeOutput()
    {
        return std::exchange(output, {});
    }

    std::vector<HttpAnswer> answers()
    {
        std::vector<HttpAnswer> read;
        for (sv rest = output; !rest.empty();)
        {
            const std::size_t end = rest.find("\r\n\r\n") + 4;
            HttpAnswer answer{std::stoi(std::string{rest.substr(9, 3)}),
                              std::string{rest.substr(0, end)}, ""};
            const std::size_t at = answer.head.find("Content-Length: ");
            const std::size_t size =
                isHead || at == std::string::npos ? 0 : std::stoul(answer.head.substr(at + 16));
            answer.body = rest.substr(end, size);
            rest.remove_prefix(end + size);
            read.push_back(std::move(answer));
        }
        output.clear();
        return read;
    }

    std::string output;
    bool hasRoom = true;
    bool isFinished = false;
    bool isHead = false;
    bool userIsFull = false; // authenticated() refuses
    std::int64_t timeout = 0;
    std::vector<std::int64_t> pauses; // as wake_after() was told

private:
    FakeNet& _net;
    Context _context;
    std::string _waiting;
    std::int64_t wakeAfter = 0;
    kc_conn _conn{&output, &hasRoom, &isFinished, &timeout, &wakeAfter, &userIsFull};
    void* _session = nullptr;
};

struct FakeAuth final : PasswordAuth
{
    Status verify(Context&, const kc_auth_request& request, sv, sv password) override
    {
        if (failure != KC_OK)
            throw Fault{failure, "cannot tell"};
        if (trustsLocal && request.peer_uid >= 0)
            return KC_OK;
        if (request.has_password == 0)
            return KC_DECLINED;
        return acceptsAnyPassword || password == "secret" ? KC_OK : KC_EDENIED;
    }

    kc_code failure = KC_OK;
    bool trustsLocal = false;
    bool acceptsAnyPassword = false;
};

struct FakeDirectory final : Directory
{
    Status find(Context&, sv name, std::uint32_t, Sink<kc_principal> principals) override
    {
        if (failure != KC_OK)
            throw Fault{failure, "directory is down"};
        if (name != "ann")
            return KC_ENOTFOUND;
        kc_user user{};
        user.size = sizeof user;
        user.kind = kind;
        user.login = str("ann");
        user.admin_level = 1;
        principals(kc_principal{sizeof(kc_principal), 17, 0, 1, &user});
        return KC_OK;
    }

    Status get(Context&, kc_ids, Sink<kc_principal>) override
    {
        return KC_ENOTSUP;
    }

    Status list(Context&, kc_id, Sink<kc_principal>) override
    {
        return KC_ENOTSUP;
    }

    Status create(Context&, const kc_user&, sv, kc_id&) override
    {
        return KC_ENOTSUP;
    }

    Status update(Context&, kc_id, const kc_user&, std::uint32_t, sv) override
    {
        return KC_ENOTSUP;
    }

    Status remove(Context&, kc_id) override
    {
        return KC_ENOTSUP;
    }

    kc_code failure = KC_OK;
    kc_user_kind kind = KC_USER_ACTIVE;
};

} // namespace kc::httpd::test
