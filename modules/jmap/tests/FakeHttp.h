// SPDX-License-Identifier: Apache-2.0
// A front-end for the module's tests: keeps the handlers, and what they answer.
#pragma once

#include "Json.h"

#include <kc/http.hpp>

#include <map>
#include <memory>
#include <string>

namespace kc::jmap::test
{

struct HttpReply
{
    std::uint32_t status = 0;
    std::map<std::string, std::string> headers;
    std::string body;

    std::shared_ptr<http::Feed> feed; // instead of a body

    Json json() const { return Json::parse(body); }
};

/// What a request has beyond method and path.
struct HttpDetails
{
    std::string body, type = "application/json", query, lastEventId;
};

/// kc.http/1: keeps the handlers and calls them.
class FakeHttp
{
public:
    static const kc_http& table()
    {
        static constexpr kc_http kTable{
            sizeof(kc_http),
            [](void* self, kc_ctx*, kc_str route, std::uint32_t needsLogin,
               const kc_http_handler* handler, void* handlerSelf) -> kc_status
            {
                KC_ASSERT(needsLogin == 1);
                static_cast<FakeHttp*>(self)->handlers[std::string{view(route)}] = {handler,
                                                                                    handlerSelf};
                return KC_OK;
            }};
        return kTable;
    }

    std::map<std::string, std::pair<const kc_http_handler*, void*>> handlers;

    /// What a handler fills an HttpReply with.
    static HttpReply& of(kc_http_reply* reply) { return *reinterpret_cast<HttpReply*>(reply); }

    static const kc_http_reply_ops& operations()
    {
        static constexpr kc_http_reply_ops kOperations{
            sizeof(kc_http_reply_ops),
            [](kc_http_reply* reply, std::uint32_t code) { of(reply).status = code; },
            [](kc_http_reply* reply, kc_str name, kc_str value)
            { of(reply).headers[std::string{view(name)}] = view(value); },
            [](kc_http_reply* reply, kc_str octets) { of(reply).body += view(octets); },
            [](kc_http_reply* reply, const kc_reader* content)
            {
                const Reader reader{*content};
                std::string& body = of(reply).body;
                body.resize(reader.length());
                std::size_t at = 0;
                std::size_t got = 0;
                while (content->ops->read(content->self, nullptr, body.data() + at,
                                          body.size() - at, &got) == KC_OK &&
                       got > 0)
                    at += got;
                body.resize(at);
            },
            [](kc_http_reply* reply, const kc_http_feed*, void* feed)
            { of(reply).feed.reset(static_cast<http::Feed*>(feed)); }};
        return kOperations;
    }
};

/// A request's body as the front-end hands it over.
class TextSource final : public ReadSource
{
public:
    TextSource(const kc_host* host, sv octets) : ReadSource{host}, _octets{octets} {}

    std::size_t read(Context&, std::span<char> buffer) override
    {
        const std::size_t got = _octets.copy(buffer.data(), buffer.size());
        _octets.remove_prefix(got);
        return got;
    }

    void seek(Context&, std::uint64_t) override { throw Fault{KC_ENOTSUP, "not asked for"}; }

    std::uint64_t length() const override { return _octets.size(); }

private:
    sv _octets;
};

} // namespace kc::jmap::test
