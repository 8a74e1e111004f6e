// SPDX-License-Identifier: Apache-2.0
// Doubles for the front-end's tests: a client that speaks HTTP, an authenticator, a directory with
// the one user ann.
#pragma once

#include <kc/auth.hpp>
#include <kc/test/fake_net.hpp>
#include <kc/test/find_only_directory.hpp>

#include <string>
#include <vector>

namespace kc::httpd::test
{

struct HttpAnswer
{
    int status;
    std::string head, body;
};

/// A client that reads answers. On a UNIX socket it is the process of user 1000.
class HttpConnection : public kc::test::FakeConnection
{
public:
    HttpConnection(kc::test::FakeKernel& kernel, const kc_listen& to,
                   const kc::test::FakePeer& peer)
        : FakeConnection{kernel, to}
    {
        KC_ASSERT(open(peer) == KC_OK);
    }

    std::vector<HttpAnswer> talkInPieces(const std::string& bytes, std::size_t step)
    {
        for (std::size_t at = 0; at < bytes.size() && !isFinished; at += step)
            (void)send(bytes.substr(at, step));
        return answers();
    }

    HttpAnswer talk(const std::string& bytes)
    {
        _isHead = bytes.starts_with("HEAD");
        (void)send(bytes);
        return answers().at(0);
    }

    std::vector<HttpAnswer> answers()
    {
        const std::string output = take();
        std::vector<HttpAnswer> read;
        for (sv rest = output; !rest.empty();)
        {
            const std::size_t end = rest.find("\r\n\r\n") + 4;
            HttpAnswer answer{std::stoi(std::string{rest.substr(9, 3)}),
                              std::string{rest.substr(0, end)}, ""};
            const std::size_t at = answer.head.find("Content-Length: ");
            const std::size_t size =
                _isHead || at == std::string::npos ? 0 : std::stoul(answer.head.substr(at + 16));
            answer.body = rest.substr(end, size);
            rest.remove_prefix(end + size);
            read.push_back(std::move(answer));
        }
        return read;
    }

private:
    bool _isHead = false;
};

struct FakeAuth final : PasswordAuth
{
    Status verify(Context&, const kc_auth_request& request, sv, sv password) override
    {
        ++asked;
        if (failure != KC_OK)
            throw Fault{failure, "cannot tell"};
        if (trustsLocal && request.peer_uid >= 0)
            return KC_OK;
        if (request.has_password == 0)
            return KC_DECLINED;
        return acceptsAnyPassword || password == "secret" ? KC_OK : KC_EDENIED;
    }

    kc_code failure = KC_OK;
    int asked = 0;
    bool trustsLocal = false;
    bool acceptsAnyPassword = false;
};

struct FakeDirectory final : kc::test::FindOnlyDirectory
{
    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override
    {
        KC_ASSERT(actor == KC_ID_SYSTEM);
        const sv name = view(query.name);
        if (failure != KC_OK)
            throw Fault{failure, "directory is down"};
        if (name != "ann")
            return KC_ENOTFOUND;
        kc_user user{};
        user.size = sizeof user;
        user.kind = kind;
        user.login = str("ann");
        user.admin_level = 1;
        principals(kc::test::principalOf(17, user));
        return KC_OK;
    }

    kc_code failure = KC_OK;
    kc_user_kind kind = KC_USER_ACTIVE;
};

} // namespace kc::httpd::test
