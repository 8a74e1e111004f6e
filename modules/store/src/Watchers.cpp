// SPDX-License-Identifier: Apache-2.0
// Under the lock a call is announced by raising its watcher's count; remove() waits until it is
// zero. One watcher at a time is announced, so that remove() waits for that watcher's call only.
#include "Watchers.h"

#include <kc/status.hpp>

#include <algorithm>

struct kc_watch
{
    kc_id account;
    kc_watch_fn fn;
    void* arg;
    int running = 0;
    bool removed = false;
};

namespace kc::store
{

kc_watch* Watchers::add(kc_id account, kc_watch_fn fn, void* arg)
{
    const Entry entry = std::make_shared<kc_watch>(kc_watch{account, fn, arg});
    const std::lock_guard lock{_mutex};
    _byAccount[account].push_back(entry);
    return entry.get();
}

void Watchers::remove(kc_watch* watch) noexcept
{
    std::unique_lock lock{_mutex};
    const auto list = _byAccount.find(watch->account);
    KC_ASSERT(list != _byAccount.end());
    const auto found = std::find_if(list->second.begin(), list->second.end(),
                                    [&](const Entry& entry) { return entry.get() == watch; });
    KC_ASSERT(found != list->second.end());
    const Entry entry = std::move(*found);
    *found = std::move(list->second.back());
    list->second.pop_back();
    if (list->second.empty())
        _byAccount.erase(list);
    entry->removed = true;
    _idle.wait(lock, [&] { return entry->running == 0; });
}

void Watchers::notify(kc_id account, kc_id mailbox)
{
    std::vector<Entry> entries;
    {
        const std::lock_guard lock{_mutex};
        const auto list = _byAccount.find(account);
        if (list == _byAccount.end())
            return;
        entries = list->second;
    }
    for (const Entry& entry : entries)
    {
        if (!begin(*entry))
            continue;
        entry->fn(entry->arg, mailbox);
        end(*entry);
    }
}

bool Watchers::begin(kc_watch& watch)
{
    const std::lock_guard lock{_mutex};
    watch.running += watch.removed ? 0 : 1;
    return !watch.removed;
}

void Watchers::end(kc_watch& watch)
{
    const std::lock_guard lock{_mutex};
    if (--watch.running == 0 && watch.removed)
        _idle.notify_all();
}

} // namespace kc::store
