// SPDX-License-Identifier: Apache-2.0
// Push by events (RFC 8620 §7.3): what a client asks for, and the feed that tells it of changes.
// Between events it costs memory, not a thread.
#pragma once

#include "Json.h"

#include <kc/http.hpp>
#include <kc/store.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <string>

namespace kc::jmap
{

struct EventRequest
{
    enum class CloseAfter : bool
    {
        No,
        State
    };

    bool isEveryType = false;
    std::set<std::string> types;
    CloseAfter closeAfter = CloseAfter::No;
    std::chrono::seconds ping{}; // as it will be; 0: none

    bool wants(const std::string& type) const { return isEveryType || types.contains(type); }
};

/// From the variables of the URL; nothing if one is missing or wrong.
std::optional<EventRequest> parseEventRequest(sv query);

/// An account whose changes are told.
struct WatchedAccount
{
    std::string id;
    kc_id principal; // whose it is, and who asks
    kc_id store;     // the account's number in kc.store/1
};

class EventFeed final : public http::Feed
{
public:
    using Clock = std::chrono::steady_clock;
    /// `store` and `account` are given together. `lastSeen` is the client's Last-Event-ID.
    EventFeed(const kc_host* host, EventRequest request, Store* store,
              std::optional<WatchedAccount> account, std::string lastSeen);

    EventFeed(const EventFeed&) = delete;
    EventFeed& operator=(const EventFeed&) = delete;
    ~EventFeed() override;

    Status next(Context& context, const http::Pipe& pipe) override;

    /// For tests: as if so much time had gone by since the last event.
    void letPass(std::chrono::seconds span) { _lastEvent -= span; }

private:
    static void onChange(void* self, kc_id mailbox);
    void begin(Context& context, const http::Pipe& pipe);
    bool tellState(Context& context, const http::Pipe& pipe, Clock::time_point now);
    void tellPing(const http::Pipe& pipe, Clock::time_point now);
    void sleep(const http::Pipe& pipe, Clock::time_point now) const;
    std::string readState(Context& context);

    const EventRequest _request;
    Store* const _store;
    const std::optional<WatchedAccount> _account;
    std::string _seen; // the state that the client knows
    kc_watch* _watch = nullptr;
    std::optional<http::Pipe> _pipe; // set before _watch: other threads wake it
    std::atomic<bool> _hasChanged{false};
    Clock::time_point _lastEvent{}, _lastLook{};
};

} // namespace kc::jmap
