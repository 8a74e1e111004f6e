// SPDX-License-Identifier: Apache-2.0
// A batch is not held back for company: the next one forms while this one is flushed.
#include "Committer.h"

#include <pthread.h>

namespace kc::mysql
{

namespace
{

constexpr std::size_t kMostInBatch = 256;
constexpr std::chrono::seconds kIdleAfter{3};

} // namespace

Committer::Committer(Connection& connection, std::function<void()> idle, const Histogram& batches)
    : _connection{connection}, _idle{std::move(idle)}, _batches{batches}
{
    _thread = std::jthread{[this] { loop(); }};
}

Committer::~Committer()
{
    _queue.close();
    _thread.join();
}

void Committer::perform(Call& call, std::int64_t deadline)
{
    if (isOwnThread())
    {
        call.status = KC_EBUG;
        call.error = "a closure called transact() or read()";
        return;
    }
    _queue.perform(call, deadline);
}

void Committer::loop()
{
    pthread_setname_np(pthread_self(), "sql-commit");
    std::vector<Call*> waiting;
    bool rested = false;
    while (true)
    {
        // What the last batch had no time for goes first; then nobody needs to be waited for.
        const std::chrono::milliseconds patience =
            waiting.empty() ? kIdleAfter : std::chrono::milliseconds{0};
        const auto woken = _queue.take(waiting, kMostInBatch - waiting.size(), patience);
        if (!waiting.empty())
        {
            runBatch(waiting);
            rested = false;
        }
        else if (woken == sqlengine::CommitQueue::Woken::Closed)
            break;
        else if (!rested)
        {
            _idle();
            rested = true;
        }
    }
}

void Committer::runBatch(std::vector<Call*>& waiting)
{
    const std::size_t n = Batch{_connection}.run(waiting);
    _batches.observe(static_cast<double>(n));
    for (std::size_t i = 0; i < n; ++i)
        sqlengine::CommitQueue::answer(*waiting[i]);
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(n));
}

} // namespace kc::mysql
