// SPDX-License-Identifier: Apache-2.0
// The module as a server would have it, with doubles around it: a store in memory, two users, and a
// network whose other end is the test. One connection.
#pragma once

#include "MemoryStore.h"

#include <kc/auth.hpp>
#include <kc/directory.hpp>
#include <kc/net.hpp>
#include <kc/test/fake_kernel.hpp>

#include <map>
#include <string>

namespace kc::imap::test
{

/// Users: ann (password "secret", address ann@example.org) and shared (same password, no login).
class FakeAuth final : public PasswordAuth
{
public:
    Status verify(Context&, const kc_auth_request& request, sv user, sv password) override;
    bool unavailable = false;
};

class FakeDirectory final : public Directory
{
public:
    Status find(Context&, sv name, std::uint32_t match, Sink<kc_principal> principals) override;
    Status get(Context&, kc_ids, Sink<kc_principal>) override;
    Status list(Context&, kc_id, Sink<kc_principal>) override;
    Status create(Context&, const kc_user&, sv, kc_id&) override;
    Status update(Context&, kc_id, const kc_user&, std::uint32_t, sv) override;
    Status remove(Context&, kc_id) override;
    bool unavailable = false;
};

/// The kernel's end of a connection, and what the module announced.
struct FakeNet
{
    FakeNet();

    std::string output;
    bool finished = false;
    bool woken = false;
    bool isTls = false;        ///< start_tls() was called
    bool paused = false;       ///< until the next wake()
    bool userIsFull = false;   ///< authenticated() refuses
    std::string authenticated; ///< the user
    std::int64_t wakeAfter = 0;
    std::int64_t timeout = 0;
    std::size_t mark = SIZE_MAX; ///< write() says "enough" above so much output
    kc_listen listen{};
    kc_net table{};
};

class TestServer
{
public:
    explicit TestServer(std::map<std::string, std::string> options = {});
    ~TestServer();

    /// Opens the connection.
    void connect(sv address = "127.0.0.1");
    void close();

    /// Octets from the client; all are used, and answered as far as they can be.
    void send(sv octets);
    /// What the server said since the last call.
    std::string take();
    /// Runs what was woken.
    void settle();
    void expire();
    void drain();

    /// Sends lines and gives all that was answered.
    std::string talk(sv octets)
    {
        send(octets);
        return take();
    }

    bool isClosed() const
    {
        return net.finished || _broken;
    }

    FakeNet net;
    MemoryAccount account;
    FakeAuth auth;
    FakeDirectory directory;
    std::size_t largestOutput = 0;
    std::size_t calls = 0; ///< of input(), until all was answered

    const std::vector<std::string>& log() const
    {
        return _kernel.lines();
    }

private:
    kc_status input(sv octets, std::size_t& used);
    void wakeLate();

    kc::test::FakeKernel _kernel;
    MemoryStore _store{account};
    MemoryMail _mail{account};
    void* _session = nullptr;
    std::string _unused, _said;
    bool _broken = false;
};

} // namespace kc::imap::test
