// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.http/1 in C++: a module derives from http::Handler and registers it with http::route().
#pragma once

#include <kc/abi/draft/http.h>
#include <kc/module.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace kc::inline sdk1::http
{

/// The first field of that name, which is in lower case; nothing if there is none.
inline std::optional<sv> field(const kc_http_request& request, sv lowerCaseName)
{
    const auto* at = reinterpret_cast<const char*>(request.fields);
    for (std::uint32_t i = 0; i < request.n_fields; ++i, at += request.field_stride)
    {
        const auto& each = *reinterpret_cast<const kc_http_field*>(at);
        if (view(each.name) == lowerCaseName)
            return view(each.value);
    }
    return std::nullopt;
}

/// The whole body; nothing if it is longer than `limit`.
inline std::optional<std::string> readBody(Context& context, const kc_http_request& request,
                                           std::uint64_t limit)
{
    if (request.length > limit)
        return std::nullopt;
    if (request.content == nullptr || request.body.n != 0)
        return std::string{view(request.body)};
    std::string body(static_cast<std::size_t>(request.length), '\0');
    const kc_reader& content = *request.content;
    for (std::size_t at = 0; at < body.size();)
    {
        std::size_t got = 0;
        (void)outcome(context, content.ops->read(content.self, context.get(), body.data() + at,
                                                 body.size() - at, &got));
        if (got == 0)
            throw Fault{KC_ECORRUPT, "a request's body is shorter than its length"};
        at += got;
    }
    return body;
}

/// Where a feed writes; wake() on any thread until the feed is gone.
class Pipe
{
public:
    Pipe(const kc_http_pipe_ops& ops, kc_http_pipe* raw) : _ops{&ops}, _raw{raw} {}

    void write(sv octets) const { _ops->write(_raw, str(octets)); }

    void wake() const { _ops->wake(_raw); }

    void wakeAfter(std::chrono::nanoseconds span) const { _ops->wake_after(_raw, span.count()); }

private:
    const kc_http_pipe_ops* _ops;
    kc_http_pipe* _raw;
};

/// A body that comes bit by bit. Its destructor unsubscribes from whatever might wake the pipe.
class Feed
{
public:
    explicit Feed(const kc_host* host) : _host{host} {}

    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;
    virtual ~Feed() = default;

    /// Once at first, then after each wake-up. KC_STOP: that was all.
    virtual Status next(Context&, const Pipe& pipe) = 0;

    static const kc_http_feed& table()
    {
        static constexpr kc_http_feed kTable{
            sizeof(kc_http_feed),
            [](void* self, kc_ctx* ctx, const kc_http_pipe_ops* ops, kc_http_pipe* raw)
            {
                Feed& feed = *static_cast<Feed*>(self);
                return fence(feed._host, ctx,
                             [&]() -> kc_status
                             {
                                 Context context{feed._host, ctx};
                                 return feed.next(context, Pipe{*ops, raw}).code();
                             });
            },
            [](void* self) { delete static_cast<Feed*>(self); }};
        return kTable;
    }

private:
    const kc_host* _host;
};

/// The answer under construction: status first, then headers, then the body in pieces.
class Reply
{
public:
    Reply(const kc_http_reply_ops& ops, kc_http_reply* raw) : _ops{&ops}, _raw{raw} {}

    void status(std::uint32_t code) const { _ops->status(_raw, code); }

    void header(sv name, sv value) const { _ops->header(_raw, str(name), str(value)); }

    void body(sv octets) const { _ops->body(_raw, str(octets)); }

    /// Instead of body(): gives the stream away.
    void stream(kc_reader content) const { _ops->stream(_raw, &content); }

    /// Instead of body().
    void feed(std::unique_ptr<Feed> feed) const
    {
        _ops->feed(_raw, &Feed::table(), feed.release());
    }

private:
    const kc_http_reply_ops* _ops;
    kc_http_reply* _raw;
};

/// Answers requests under a route. Many threads at once.
class Handler
{
public:
    explicit Handler(const Module& module) : _host{module.host()} {}

    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    virtual Status handle(Context&, const kc_http_request& request, const Reply& reply) = 0;

    /// What a request holds from its head to its end, such as one of few places. Its destructor may
    /// run on any thread.
    class Turn
    {
    public:
        Turn() = default;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        virtual ~Turn() = default;
    };

    /// A request with a body has begun. KC_DECLINED: `reply` is the answer, and the body is not
    /// wanted.
    virtual Status begin(Context&, const kc_http_request&, const Reply&, std::unique_ptr<Turn>&)
    {
        return KC_OK;
    }

    /// Registers it; in the module's start(). The handler lives as long as the module.
    void route(Context& context, const kc_service& http, sv path, bool needsLogin)
    {
        const auto& table = *static_cast<const kc_http*>(http.table);
        const Status status = outcome(context, table.route(http.self, context.get(), str(path),
                                                           needsLogin ? 1 : 0, &callbacks(), this));
        KC_ASSERT(status.ok());
    }

private:
    template <class Body>
    static kc_status run(void* self, kc_ctx* ctx, Body&& body) noexcept
    {
        Handler& handler = *static_cast<Handler*>(self);
        return fence(handler._host, ctx,
                     [&]() -> kc_status
                     {
                         Context context{handler._host, ctx};
                         return body(handler, context);
                     });
    }

    static const kc_http_handler& callbacks()
    {
        static constexpr kc_http_handler kHandler{
            sizeof(kc_http_handler),
            [](void* self, kc_ctx* ctx, const kc_http_request* request,
               const kc_http_reply_ops* ops, kc_http_reply* raw)
            {
                return run(self, ctx,
                           [&](Handler& handler, Context& context) -> kc_status {
                               return handler.handle(context, *request, Reply{*ops, raw}).code();
                           });
            },
            [](void* self, kc_ctx* ctx, const kc_http_request* request,
               const kc_http_reply_ops* ops, kc_http_reply* raw, void** turn)
            {
                return run(self, ctx,
                           [&](Handler& handler, Context& context) -> kc_status
                           {
                               std::unique_ptr<Turn> taken;
                               const Status status =
                                   handler.begin(context, *request, Reply{*ops, raw}, taken);
                               if (status == KC_OK)
                                   *turn = taken.release();
                               return status.code();
                           });
            },
            [](void*, void* turn) { delete static_cast<Turn*>(turn); }};
        return kHandler;
    }

    const kc_host* _host;
};

} // namespace kc::inline sdk1::http
