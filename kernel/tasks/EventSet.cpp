// SPDX-License-Identifier: Apache-2.0
#include "EventSet.h"

#include "core/Clock.h"

#include <kc/status.hpp>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace kc::kernel
{

EventSet::EventSet()
    : _epoll{epoll_create1(EPOLL_CLOEXEC)}, _bell{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)}
{
    KC_ASSERT(_epoll >= 0 && _bell >= 0);
    // Nobody reads it: each write is an edge of its own.
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = kBell;
    epoll_ctl(_epoll, EPOLL_CTL_ADD, _bell, &event);
}

EventSet::~EventSet()
{
    ::close(_epoll);
    ::close(_bell);
}

void EventSet::watch(int socket, std::uint64_t key) const
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = key;
    epoll_ctl(_epoll, EPOLL_CTL_ADD, socket, &event);
}

void EventSet::forget(int socket) const
{
    epoll_ctl(_epoll, EPOLL_CTL_DEL, socket, nullptr);
}

EventSet::Woken EventSet::wait(std::int64_t patience, Event& out) const
{
    // One each: the others are for other threads.
    epoll_event event{};
    const int n = epoll_wait(_epoll, &event, 1, static_cast<int>(patience / kMillisecond));
    if (n == 0)
        return Woken::ByTime;
    if (n < 0 || event.data.u64 == kBell)
        return Woken::ByBell;
    out = {event.data.u64, event.events};
    return Woken::ByEvent;
}

void EventSet::ring() const
{
    const std::uint64_t one = 1;
    // The counter never comes near its end.
    [[maybe_unused]] const ssize_t ignored = write(_bell, &one, sizeof one);
}

void EventSet::close() const
{
    epoll_event event{};
    event.events = EPOLLIN; // not its edge: whoever looks is woken
    event.data.u64 = kBell;
    epoll_ctl(_epoll, EPOLL_CTL_MOD, _bell, &event);
    ring();
}

} // namespace kc::kernel
