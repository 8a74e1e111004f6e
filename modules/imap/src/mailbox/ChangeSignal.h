// SPDX-License-Identifier: Apache-2.0
// Where the store's watch reports that the selected mailbox has changed: a flag, and a wake-up when
// the session idles. The only object of a session that other threads touch; no lock, atomics only.
#pragma once

#include <kc/net.hpp>
#include <kc/store.hpp>

#include <atomic>

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
    ~ChangeSignal()
    {
        if (_watch != nullptr)
            _store.unwatch(_watch);
    }

    /// Watches one mailbox of the account from now on; 0: none.
    void follow(kc_id account, kc_id mailbox)
    {
        _mailbox = mailbox;
        _changed = mailbox != 0;
        if (_watch == nullptr && mailbox != 0 && !_store.watch(account, changed, this, _watch).ok())
            _watch = nullptr; // the client learns by NOOP
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

    Store& _store;
    net::Connection _connection;
    kc_watch* _watch = nullptr;
    std::atomic<kc_id> _mailbox{0};
    std::atomic<bool> _changed{false};
    std::atomic<bool> _idling{false};
};

} // namespace kc::imap
