// SPDX-License-Identifier: Apache-2.0
// The module as a server would have it, with doubles around it: an inbox in memory, two users, and
// a network whose other end is the test. One connection.
#pragma once

#include <kc/auth.hpp>
#include <kc/store.hpp>
#include <kc/test/fake_net.hpp>
#include <kc/test/find_only_directory.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kc::pop3::test
{

/// What the doubles of the store share.
struct Inbox
{
    struct Message
    {
        std::uint32_t uid;
        std::string octets;
        std::uint32_t flags = 0;
    };

    std::vector<Message> messages;
    std::uint32_t uidNext = 1;
    std::string failing;        ///< the function whose next call throws
    bool keepsMarksOff = false; ///< somebody else takes each \Deleted off again at once

    void add(std::string octets) { messages.push_back({uidNext++, std::move(octets)}); }

    void enter(sv function);
};

/// An account with an inbox and nothing else.
class FakeStore final : public Store
{
public:
    explicit FakeStore(Inbox& inbox) : _inbox{inbox} {}

    Status account(Context&, kc_id, kc_id& account) override;
    Status mailbox(Context&, kc_id, sv name, Sink<kc_mailbox> mailboxes) override;

    // Not for POP3.
    Status removeAccount(Context&, kc_id) override { return KC_ENOTSUP; }

    Status mailboxes(Context&, kc_id, Sink<kc_mailbox>) override { return KC_ENOTSUP; }

    Status create(Context&, kc_id, sv, kc_id&) override { return KC_ENOTSUP; }

    Status rename(Context&, kc_id, sv, sv) override { return KC_ENOTSUP; }

    Status remove(Context&, kc_id, sv) override { return KC_ENOTSUP; }

    Status subscribe(Context&, kc_id, sv, std::uint32_t) override { return KC_ENOTSUP; }

    Status watch(kc_id, kc_watch_fn, void*, kc_watch*&) noexcept override { return KC_ENOTSUP; }

    void unwatch(kc_watch*) noexcept override {}

    Status quota(Context&, kc_id, kc_quota&) override { return KC_ENOTSUP; }

private:
    Inbox& _inbox;
};

class FakeMail final : public Mail
{
public:
    explicit FakeMail(Inbox& inbox) : _inbox{inbox} {}

    Status list(Context&, kc_id, kc_uid_set uids, std::uint32_t fields, std::uint64_t,
                Sink<kc_message> messages) override;
    Status open(Context&, kc_id, std::uint32_t uid, kc_reader& out) override;
    Status setFlags(Context&, kc_id, kc_uid_set uids, const kc_flag_update& update,
                    Sink<kc_message> changed, Sink<kc_message> kept) override;
    Status expunge(Context&, kc_id, kc_uid_set uids, Sink<kc_vanished> expunged) override;

    // Not for POP3.
    Status append(Context&, kc_id, const kc_append*, std::uint32_t, Sink<kc_appended>) override
    {
        return KC_ENOTSUP;
    }

    Status deliver(Context&, const kc_reader&, std::int64_t, const kc_recipient*, std::uint32_t,
                   Sink<kc_delivered>) override
    {
        return KC_ENOTSUP;
    }

    Status transfer(Context&, kc_id, kc_uid_set, kc_id, kc_transfer, Sink<kc_transferred>) override
    {
        return KC_ENOTSUP;
    }

    Status changes(Context&, kc_id, std::uint64_t, Sink<kc_mailbox>, Sink<kc_message>,
                   Sink<kc_vanished>) override
    {
        return KC_ENOTSUP;
    }

    Status select(Context&, kc_id, Sink<kc_mailbox>, Sink<kc_uid_range>, std::uint32_t&) override
    {
        return KC_ENOTSUP;
    }

    Status openEach(Context&, kc_id, kc_uid_set, std::uint64_t, Sink<kc_opened>) override
    {
        return KC_ENOTSUP;
    }

private:
    Inbox& _inbox;
};

/// Users: ann, mrose and the administrator root, password "secret"; shared (the same password) has
/// no login.
class FakeAuth final : public PasswordAuth
{
public:
    Status verify(Context&, const kc_auth_request& request, sv user, sv password) override;
    bool isDown = false;
};

class FakeDirectory final : public kc::test::FindOnlyDirectory
{
public:
    Status find(Context&, kc_id actor, const kc_principal_query& query,
                Sink<kc_principal> principals) override;
    Status access(Context&, kc_id actor, kc_id id, std::uint32_t& rights) override;

    bool isDown = false;
};

class TestServer
{
public:
    explicit TestServer(const std::map<std::string, std::string>& options = {});

    /// Opens the connection; gives the greeting.
    std::string connect(sv address = "127.0.0.1");

    /// connect() and a login as ann.
    void begin();

    /// Sends lines and gives all that was answered.
    std::string talk(sv lines) { return net().talk(lines); }

    bool isClosed() { return net().isClosed(); }

    kc::test::FakeConnection& net() { return *_connection; }

    kc::test::FakeNet& listeners() { return _net; }

    std::vector<std::string> log() const { return _kernel.fullLines(); }

    Inbox inbox;
    FakeAuth auth;
    FakeDirectory directory;

private:
    kc::test::FakeKernel _kernel;
    kc::test::FakeNet _net{_kernel};
    FakeStore _store{inbox};
    FakeMail _mail{inbox};
    std::optional<kc::test::FakeConnection> _connection;
};

} // namespace kc::pop3::test
