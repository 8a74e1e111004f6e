// SPDX-License-Identifier: Apache-2.0
// kc.net/1 for tests of protocol modules: remembers the listeners that were announced, and plays
// the client's end of connections. It keeps the kernel's promises: input that was not used is
// handed in again, KC_CONTINUE when the queue has room, nothing while the session pauses.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/test/fake_kernel.hpp>

#include <deque>

/// The kernel's side of a connection.
struct kc_conn
{
    std::size_t mark = 256 * 1024; ///< write() answers KC_STOP above so much output
    kc_status welcome = KC_OK;     ///< the answer to authenticated()
    bool isTls = false;

    std::string queue; ///< written in the callback that runs
    std::int64_t timeout = 0, wakeAfter = 0;
    std::string user; ///< who is authenticated
    std::size_t writes = 0;
    bool isFinished = false, isPaused = false, startsTls = false;
    std::atomic<bool> isWoken{false};
    const kc_listen* listen = nullptr;
};

namespace kc::inline sdk1::test
{

class FakeNet
{
public:
    /// Offers kc.net/1; lives as long as the kernel's modules.
    explicit FakeNet(FakeKernel& kernel);

    /// The listener of that name or option, or the first; it must be there. Texts are copies.
    const kc_listen& listener(sv nameOrOption = {}) const;

    std::size_t listeners() const { return _listeners.size(); }

    /// What check_tls() and set_tls() say is wrong from now on; empty: nothing.
    std::string tlsFault;
    /// How often a listener got new certificates.
    std::size_t tlsChanges = 0;

private:
    struct Announced
    {
        kc_listen spec;
        kc_tls tls; // that there is one; its texts are not kept
        std::string name, addresses, busy;
    };

    static const kc_net& table();
    std::deque<Announced> _listeners;
};

struct FakePeer
{
    std::string address = "192.0.2.1"; ///< "" on a UNIX socket
    std::int64_t uid = -1;
};

class FakeConnection : public kc_conn
{
public:
    FakeConnection(FakeKernel& kernel, const kc_listen& to) : _kernel{kernel} { listen = &to; }

    FakeConnection(const FakeConnection&) = delete;
    FakeConnection& operator=(const FakeConnection&) = delete;

    ~FakeConnection() { close(); }

    /// Open before anything else is done. A failure is the session's answer.
    kc_status open(const FakePeer& peer = {});
    /// Hands over what waits and `octets`, once; gives the session's answer.
    kc_status input(sv octets);
    /// The same, and again while the session answers KC_CONTINUE. No test waits: a pause is over at
    /// once, and noted in `pauses`.
    kc_status send(sv octets);
    /// Runs the wake-ups that were asked for, as long as there are any.
    void settle();
    void expire();
    void drain();
    /// The end of the peer's stream.
    void close();

    /// What the session said since the last call.
    std::string take() { return std::exchange(_said, {}); }

    std::string talk(sv octets)
    {
        (void)send(octets);
        return take();
    }

    bool isClosed() const { return _session == nullptr || isFinished || _isBroken; }

    /// Octets that the session has not used yet.
    std::size_t waiting() const { return _waiting.size(); }

    /// The longest queue, and the calls of input(), so far.
    std::size_t largestQueue = 0, calls = 0;
    /// What wake_after() was told, nanoseconds; 0 for a pause() without it.
    std::vector<std::int64_t> pauses;

private:
    kc_status done(kc_status status);
    kc_status wake();

    FakeKernel& _kernel;
    void* _session = nullptr;
    std::string _waiting, _said;
    bool _isBroken = false;
};

} // namespace kc::inline sdk1::test
