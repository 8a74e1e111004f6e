// SPDX-License-Identifier: Apache-2.0
// A futex a caller: std::atomic's wait has no deadline, and a condition variable costs two locks a
// wake-up.
#include <kc/sqlengine/CommitQueue.h>

#include <algorithm>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kc::sqlengine
{

namespace
{

/// More callers than any pool has threads: beyond it the answer is "busy", not a longer queue.
constexpr std::size_t kMostWaiting = 4096;

/// Sleeps while the word is 0, until the deadline. False when that has passed.
bool sleepWhileZero(std::atomic<std::uint32_t>& word, std::int64_t deadline)
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    const timespec until{static_cast<time_t>(deadline / kSecond),
                         static_cast<long>(deadline % kSecond)};
    const long result =
        syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, 0,
                deadline == INT64_MAX ? nullptr : &until, nullptr, FUTEX_BITSET_MATCH_ANY);
    return result == 0 || errno != ETIMEDOUT;
}

} // namespace

bool CommitQueue::enter(Call& call)
{
    {
        const std::lock_guard lock{_mutex};
        if (_closed || _waiting.size() >= kMostWaiting)
        {
            call.status = _closed ? KC_EUNAVAIL : KC_EBUSY;
            call.error = _closed ? "the database is closed" : "too many writers wait";
            return false;
        }
        _waiting.push_back(&call);
    }
    _arrived.notify_one();
    return true;
}

bool CommitQueue::leave(Call& call)
{
    const std::lock_guard lock{_mutex};
    return std::erase(_waiting, &call) > 0;
}

void CommitQueue::perform(Call& call, std::int64_t deadline)
{
    if (!enter(call))
        return;
    while (call.answered.load(std::memory_order_acquire) == 0)
    {
        if (sleepWhileZero(call.answered, deadline))
            continue;
        if (leave(call))
        {
            call.status = KC_ETIMEOUT;
            call.error = "the deadline passed before the transaction's turn came";
            return;
        }
        deadline = INT64_MAX;
    }
}

CommitQueue::Woken CommitQueue::take(std::vector<Call*>& batch, std::size_t limit,
                                     std::chrono::milliseconds patience)
{
    std::unique_lock lock{_mutex};
    _arrived.wait_for(lock, patience, [this] { return !_waiting.empty() || _closed; });
    if (_waiting.empty())
        return _closed ? Woken::Closed : Woken::Idle;
    const auto n = static_cast<std::ptrdiff_t>(std::min(limit, _waiting.size()));
    batch.insert(batch.end(), _waiting.begin(), _waiting.begin() + n);
    _waiting.erase(_waiting.begin(), _waiting.begin() + n);
    return Woken::Work;
}

void CommitQueue::answer(Call& call)
{
    std::atomic<std::uint32_t>& word = call.answered;
    word.store(1, std::memory_order_release);
    // The caller may have seen it and be gone: waking a word that is another's by now is harmless,
    // everybody looks at his word again.
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

void CommitQueue::close()
{
    {
        const std::lock_guard lock{_mutex};
        _closed = true;
    }
    _arrived.notify_one();
}

} // namespace kc::sqlengine
