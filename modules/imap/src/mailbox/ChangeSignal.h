// SPDX-License-Identifier: Apache-2.0
// Where the store's watch reports that the selected mailbox has changed: a flag, and a wake-up when
// the session idles. The only object of a session that other threads touch; no lock, atomics only.
#pragma once

#include <kc/net.hpp>
#include <kc/store.hpp>

#include <atomic>
#include <utility>

namespace kc::imap
{

class ChangeSignal
{
public:
    ChangeSignal(Store& store, const net::Connection& connection)
        : _store{store}, _connection{connection}
    {
    }

    ChangeSignal(const ChangeSignal&) = delete;
    ChangeSignal& operator=(const ChangeSignal&) = delete;

    /// No callback runs after it.
    ~ChangeSignal() { stop(); }

    /// Watches one mailbox of an account from now on.
    void follow(kc_id account, kc_id mailbox)
    {
        _mailbox = mailbox;
        _changed = true;
        if (_watch != nullptr && account == _account)
            return;
        stop();
        _account = account;
        if (!_store.watch(account, changed, this, _watch).ok())
            _watch = nullptr; // the client learns by NOOP
    }

    /// Follows none. The watch stays for the next mailbox of that account.
    void rest()
    {
        _mailbox = 0;
        _changed = false;
    }

    /// True once after a change.
    bool take() { return _changed.exchange(false); }

    void raise() { _changed = true; }

    /// Before take(): a change after it wakes the session, one before it is taken.
    void setIdling(bool idling) { _idling = idling; }

private:
    static void changed(void* arg, kc_id mailbox)
    {
        ChangeSignal& signal = *static_cast<ChangeSignal*>(arg);
        if (mailbox != signal._mailbox)
            return;
        if (!signal._changed.exchange(true) && signal._idling)
            signal._connection.wake();
    }

    void stop()
    {
        if (_watch != nullptr)
            _store.unwatch(std::exchange(_watch, nullptr));
    }

    Store& _store;
    net::Connection _connection;
    kc_watch* _watch = nullptr;
    kc_id _account = 0; // that is watched
    std::atomic<kc_id> _mailbox{0};
    std::atomic<bool> _changed{false};
    std::atomic<bool> _idling{false};
};

} // namespace kc::imap
