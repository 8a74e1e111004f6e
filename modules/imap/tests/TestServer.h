// SPDX-License-Identifier: Apache-2.0
// The module as a server would have it, with doubles around it: a store in memory, two users, and a
// network whose other end is the test. One connection.
#pragma once

#include "MemoryStore.h"

#include <kc/auth.hpp>
#include <kc/test/fake_net.hpp>
#include <kc/test/find_only_directory.hpp>

#include <map>
#include <string>

namespace kc::imap::test
{

/// Users, all with the password "secret": ann (address ann@example.org), shared (no login), and the
/// administrators root (of all) and chief (of ann's tenant; shared is of another).
class FakeAuth final : public PasswordAuth
{
public:
    Status verify(Context&, const kc_auth_request& request, sv user, sv password) override;
    bool unavailable = false;
};

class FakeDirectory final : public kc::test::FindOnlyDirectory
{
public:
    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;
    Status access(Context&, kc_id actor, kc_id id, std::uint32_t& rights) override;
    bool unavailable = false;
};

class TestServer
{
public:
    explicit TestServer(const std::map<std::string, std::string>& options = {});
    /// Opens the connection.
    void connect(sv address = "127.0.0.1");
    void close();

    /// Octets from the client; all are used, and answered as far as they can be.
    void send(sv octets) { (void)net().send(octets); }

    /// What the server said since the last call.
    std::string take() { return net().take(); }

    /// Sends lines and gives all that was answered.
    std::string talk(sv octets) { return net().talk(octets); }

    bool isClosed() { return net().isClosed(); }

    /// The connection.
    kc::test::FakeConnection& net() { return *_connection; }

    MemoryAccount account;
    FakeAuth auth;
    FakeDirectory directory;

    std::vector<std::string> log() const { return _kernel.lines(); }

    std::vector<std::string> fullLog() const { return _kernel.fullLines(); }

private:
    kc::test::FakeKernel _kernel;
    kc::test::FakeNet _net{_kernel};
    MemoryStore _store{account};
    MemoryMail _mail{account};
    MemoryStores _stores{account};
    std::optional<kc::test::FakeConnection> _connection;
};

} // namespace kc::imap::test
