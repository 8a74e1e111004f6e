// SPDX-License-Identifier: Apache-2.0
// Who wants to hear of changes in an account, within this process. The mutex guards the lists and
// the counts of running calls; it is the innermost lock of the module, and no watcher is called
// while it is held.
#pragma once

#include <kc/abi/draft/store.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace kc::store
{

class Watchers
{
public:
    Watchers() = default;
    Watchers(const Watchers&) = delete;
    Watchers& operator=(const Watchers&) = delete;

    kc_watch* add(kc_id account, kc_watch_fn fn, void* arg);

    /// The watcher is not running and will not run again on return. Not for use in a watcher.
    void remove(kc_watch* watch) noexcept;

    /// Calls the account's watchers, on this thread.
    void notify(kc_id account, kc_id mailbox);

private:
    // Shared by the list and by the calls under way, so that a list may change during a call.
    using Entry = std::shared_ptr<kc_watch>;

    bool begin(kc_watch& watch);
    void end(kc_watch& watch);

    std::mutex _mutex;
    std::condition_variable _idle;
    std::unordered_map<kc_id, std::vector<Entry>> _byAccount;
};

} // namespace kc::store
