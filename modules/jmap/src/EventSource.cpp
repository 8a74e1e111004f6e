// SPDX-License-Identifier: Apache-2.0
#include "EventSource.h"

#include "UrlText.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kc::jmap
{

namespace
{

// RFC 8620 §7.3: the least may not be above 30, the most not below 300.
constexpr std::int64_t kLeastPing = 5;
constexpr std::int64_t kMostPing = 1800;
constexpr std::size_t kMostTypes = 100;
// Changes that follow one another are told together.
constexpr std::chrono::milliseconds kBetweenLooks{250};
// The types that the mail store's changes are changes of; Quota: RFC 9425 §6.
constexpr std::array<const char*, 3> kTypes{"Email", "Mailbox", "Quota"};

std::optional<std::set<std::string>> parseTypes(sv list)
{
    std::set<std::string> types;
    while (true)
    {
        const sv type = list.substr(0, list.find(','));
        if (type.empty() || types.size() == kMostTypes)
            return std::nullopt;
        types.emplace(type);
        if (type.size() == list.size())
            return types;
        list.remove_prefix(type.size() + 1);
    }
}

std::optional<std::int64_t> parsePing(sv text)
{
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [last, failed] = std::from_chars(text.data(), end, seconds);
    if (text.empty() || failed != std::errc{} || last != end || seconds < 0)
        return std::nullopt;
    return seconds == 0 ? 0 : std::clamp(seconds, kLeastPing, kMostPing);
}

} // namespace

std::optional<EventRequest> parseEventRequest(sv query)
{
    const auto types = queryVariable(query, "types");
    const auto closeAfter = queryVariable(query, "closeafter");
    const auto ping = queryVariable(query, "ping");
    if (!types || !closeAfter || !ping)
        return std::nullopt;
    EventRequest request;
    request.isEveryType = *types == "*";
    if (!request.isEveryType)
    {
        auto names = parseTypes(*types);
        if (!names)
            return std::nullopt;
        request.types = std::move(*names);
    }
    if (*closeAfter != "state" && *closeAfter != "no")
        return std::nullopt;
    request.closeAfter =
        *closeAfter == "state" ? EventRequest::CloseAfter::State : EventRequest::CloseAfter::No;
    const auto seconds = parsePing(*ping);
    if (!seconds)
        return std::nullopt;
    request.ping = std::chrono::seconds{*seconds};
    return request;
}

EventFeed::EventFeed(const kc_host* host, EventRequest request, Store* store,
                     std::optional<WatchedAccount> account, std::string lastSeen)
    : Feed{host},
      _request{std::move(request)},
      _store{store},
      _account{std::move(account)},
      _seen{std::move(lastSeen)}
{
}

EventFeed::~EventFeed()
{
    if (_watch != nullptr)
        _store->unwatch(_watch);
}

/// [any], after a change is durable.
void EventFeed::onChange(void* self, kc_id)
{
    EventFeed& feed = *static_cast<EventFeed*>(self);
    feed._hasChanged = true;
    feed._pipe->wake();
}

void EventFeed::begin(Context& context, const http::Pipe& pipe)
{
    _pipe = pipe;
    _lastEvent = Clock::now();
    const bool isWatched =
        _account && std::any_of(kTypes.begin(), kTypes.end(),
                                [&](const char* type) { return _request.wants(type); });
    if (!isWatched)
        return;
    if (!_store->watch(_account->store, &EventFeed::onChange, this, _watch).ok())
        throw Fault{KC_EUNAVAIL, "the store cannot be watched"};
    // After watch(): no change falls between. A client that was here before is told what it missed.
    if (_seen.empty())
        _seen = readState(context);
    else
        _hasChanged = true;
}

Status EventFeed::next(Context& context, const http::Pipe& pipe)
{
    if (_account)
        context.actAs(_account->principal);
    if (!_pipe)
        begin(context, pipe);
    const auto now = Clock::now();
    if (_hasChanged && now - _lastLook >= kBetweenLooks)
    {
        _hasChanged = false;
        _lastLook = now;
        if (tellState(context, pipe, now) && _request.closeAfter == EventRequest::CloseAfter::State)
            return KC_STOP;
    }
    if (_request.ping.count() > 0 && now - _lastEvent >= _request.ping)
        tellPing(pipe, now);
    sleep(pipe, now);
    return KC_OK;
}

bool EventFeed::tellState(Context& context, const http::Pipe& pipe, Clock::time_point now)
{
    std::string state = readState(context);
    if (state == _seen)
        return false;
    Json changed = Json::object();
    for (const char* type : kTypes)
        if (_request.wants(type))
            changed[type] = state;
    const Json change{{"@type", "StateChange"}, {"changed", {{_account->id, changed}}}};
    pipe.write("event: state\nid: " + state + "\ndata: " + render(change) + "\n\n");
    _seen = std::move(state);
    _lastEvent = now;
    return true;
}

void EventFeed::tellPing(const http::Pipe& pipe, Clock::time_point now)
{
    pipe.write("event: ping\ndata: {\"interval\":" + std::to_string(_request.ping.count()) +
               "}\n\n");
    _lastEvent = now;
}

void EventFeed::sleep(const http::Pipe& pipe, Clock::time_point now) const
{
    auto due = Clock::time_point::max();
    if (_request.ping.count() > 0)
        due = _lastEvent + _request.ping;
    if (_hasChanged)
        due = std::min(due, _lastLook + kBetweenLooks);
    if (due != Clock::time_point::max())
        pipe.wakeAfter(std::max<Clock::duration>(due - now, std::chrono::milliseconds{1}));
}

/// Differs whenever anything in the account's mailboxes does.
std::string EventFeed::readState(Context& context)
{
    std::string text;
    const auto take = [&](const kc_mailbox& mailbox)
    {
        text.append(std::to_string(mailbox.id)).append(":");
        text.append(std::to_string(mailbox.modseq)).append(":");
        text.append(std::to_string(mailbox.subscribed)).append(":");
        text.append(view(mailbox.name)).append("\n");
    };
    if (!_store->mailboxes(context, _account->store, take).ok())
        throw Fault{KC_EUNAVAIL, "the store gives no mailboxes"};
    return fingerprint(text);
}

} // namespace kc::jmap
