// SPDX-License-Identifier: Apache-2.0
// One client: socket, session, what waits in both directions. Runs on pool threads, on one at a
// time: whoever has news (an edge of the socket, wake(), a timer, shutdown) sets a signal bit, and
// the first bit makes the connection a job of the pool; the run ends when no bit is left. So there
// is no lock, and nothing is lost.
//
// Sockets are watched edge-triggered, registered once: after an edge the worker reads until the
// system has no more, so a request costs no epoll_ctl.
#pragma once

#include "Admission.h"
#include "Listener.h"
#include "OutputQueue.h"
#include "tasks/ThreadPool.h"
#include <kc/host/CallContext.h>
#include <kc/tls/Stream.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

/// What modules see of a connection: nothing.
struct kc_conn
{
};

namespace kc::kernel
{
class Poller;

class Connection final : public kc_conn
{
public:
    enum Signal : std::uint32_t
    {
        kOpen = 1,
        kReadable = 2,
        kWritable = 4,
        kWake = 8,
        kTimeout = 16,
        kDrain = 32,
        kKill = 64,    // close at once
        kAgain = 128,  // our own: there is more to do
        kHangup = 256, // the peer sends no more: read to the end
        kRefuse = 512  // instead of kOpen: say why not, and close
    };

    /// Owns `socket`.
    Connection(Poller& poller, const Listener& listener, int socket, std::uint64_t id,
               const Admission::Ticket& ticket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    int socket() const { return _socket; }

    /// Names it in events of its socket; a later connection with the same socket has another.
    std::uint64_t key() const { return _id << 32U | static_cast<std::uint32_t>(_socket); }

    /// [any], never blocks.
    void signal(std::uint32_t bits);
    /// The same for what epoll reports; what it leads to is the caller's to run, if anything.
    std::optional<Job> onEvent(std::uint32_t events);

    /// Turned away at a limit; it only gets the words for that.
    bool isRefused() const { return _isRefused; }

    /// When a time-out ends or a wake() is due, as it looks now.
    std::int64_t nextLook() const;

    // kc_net's functions, called in the session's callbacks.
    kc_status write(sv bytes);
    void finish();
    void setTimeout(std::int64_t timeout);
    void wakeAfter(std::int64_t span);
    void pause();
    kc_status authenticated(sv user);
    kc_status startTls();

    /// Null on a plain connection.
    const tls::Stream* tlsStream() const { return _tls && !_handshaking ? &*_tls : nullptr; }

    /// When its timer looks next; the poller's, under the poller's mutex.
    std::int64_t timerAt = kNever;

private:
    enum class Next
    {
        Park,
        Close
    };

    static constexpr std::uint32_t kQueued = 1U << 31;
    static constexpr std::size_t kReadBytes = 64 * 1024;

    bool mark(std::uint32_t bits);
    void run();
    Job job();
    std::int64_t callDeadline() const;
    Next handle(std::uint32_t bits);
    Next begin();
    Next open();
    void refuse();
    Next onTimeout();
    Next onWake();
    Next beginTls(bool& progress);
    Next shakeHands(bool& progress);
    Next linger();
    Next sayGoodbye(void (*goodbye)(void*, kc_ctx*));
    Next pump();
    Next pumpOnce(bool& progress);
    Next receive(bool& progress);
    Next feed(sv bytes, bool isPending);
    Next keep(sv bytes, bool isPending, std::size_t used);
    Next fail(kc_ctx& context, const char* where, kc_status status);
    Next closeFor(kc_log_level level, const std::string& reason);
    static char* readBuffer(); // the thread's, of kReadBytes
    ssize_t read(char* to, std::size_t n);
    bool mustTryAgain();
    void setLimit(std::int64_t at);
    void endSession();
    OutputQueue::Flushed flush();
    void close();
    void touch();
    std::string sessionId() const;
    const kc_protocol& protocol() const;

    Poller& _poller;
    const Listener& _listener;
    const std::uint64_t _id;
    Admission::Ticket _ticket;
    const bool _isRefused;
    void* _session = nullptr;
    std::optional<tls::Stream> _tls;
    std::string _pending; // input that the session has not used
    OutputQueue _output;
    const std::int64_t _sendTime;
    std::int64_t _loginBy; // kNever once logged in
    std::atomic<std::int64_t> _lastActivity;
    std::atomic<std::int64_t> _timeout;
    std::atomic<std::int64_t> _limitAt; // whatever happens: handshake, login, lingering
    std::atomic<std::int64_t> _wakeAt{kNever};
    int _socket;
    std::atomic<std::uint32_t> _signals{0};
    std::atomic<bool> _blocked{false};
    bool _opened = false;
    bool _readable = false;
    bool _hungUp = false;
    bool _continue = false;  // the session has more to say
    bool _paused = false;    // no input for the session
    bool _finishing = false; // flush, then close
    bool _lingering = false;
    bool _tlsAsked = false; // flush, then shake hands
    bool _handshaking = false;
    bool _draining = false;
    bool _goodbyeDue = false; // for the drain
    bool _broken = false;
};

} // namespace kc::kernel
