// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.http/1 in C++: a module derives from http::Handler and registers it with http::route().
#pragma once

#include <kc/abi/draft/http.h>
#include <kc/module.hpp>

namespace kc::inline sdk1::http
{

/// The answer under construction: status first, then headers, then the body in pieces.
class Reply
{
public:
    Reply(const kc_http_reply_ops& ops, kc_http_reply* raw) : _ops{&ops}, _raw{raw} {}

    void status(std::uint32_t code) const { _ops->status(_raw, code); }

    void header(sv name, sv value) const { _ops->header(_raw, str(name), str(value)); }

    void body(sv octets) const { _ops->body(_raw, str(octets)); }

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

    /// Registers it; in the module's start(). The handler lives as long as the module.
    void route(Context& context, const kc_service& http, sv path, bool needsLogin)
    {
        static constexpr kc_http_handler kHandler{
            sizeof(kc_http_handler), [](void* self, kc_ctx* ctx, const kc_http_request* request,
                                        const kc_http_reply_ops* ops, kc_http_reply* raw)
            {
                Handler& handler = *static_cast<Handler*>(self);
                return fence(handler._host, ctx,
                             [&]() -> kc_status
                             {
                                 Context inner{handler._host, ctx};
                                 return handler.handle(inner, *request, Reply{*ops, raw}).code();
                             });
            }};
        const auto& table = *static_cast<const kc_http*>(http.table);
        const Status status = outcome(context, table.route(http.self, context.get(), str(path),
                                                           needsLogin ? 1 : 0, &kHandler, this));
        KC_ASSERT(status.ok());
    }

private:
    const kc_host* _host;
};

} // namespace kc::inline sdk1::http
