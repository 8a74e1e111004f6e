// SPDX-License-Identifier: Apache-2.0
// What the idle threads of a pool wait for together: edges of sockets, and a bell for work that
// comes from elsewhere. An edge wakes one thread, the one that began to wait last, so that few
// threads stay warm and the others age.
#pragma once

#include <cstdint>
#include <optional>

namespace kc::kernel
{

class EventSet
{
public:
    /// A socket's edge. `what` is EPOLLIN and the like.
    struct Event
    {
        std::uint64_t key;
        std::uint32_t what;
    };

    enum class Woken
    {
        ByEvent,
        ByBell, // or for no reason
        ByTime
    };

    EventSet();
    EventSet(const EventSet&) = delete;
    EventSet& operator=(const EventSet&) = delete;
    ~EventSet();

    /// Edge-triggered, for both directions and the peer's end. `key` comes back with each event and
    /// is not kBell.
    void watch(int socket, std::uint64_t key) const;
    /// A thread may still be on its way with an event that it took before.
    void forget(int socket) const;
    /// Takes an event, waiting for it at most so long. Any number of threads at once.
    Woken wait(std::int64_t patience, Event& out) const;
    /// Wakes one of them; when none waits, the next does not. Several rings may be heard as one.
    void ring() const;
    /// From now on nobody waits.
    void close() const;

private:
    static constexpr std::uint64_t kBell = UINT64_MAX;

    int _epoll;
    int _bell;
};

} // namespace kc::kernel
