// SPDX-License-Identifier: Apache-2.0
// The HTTP side: which path is which resource (RFC 8620 §2, §3, §6, §7.3), and how answers and
// problems look.
#pragma once

#include "ApiResource.h"
#include "BlobResources.h"

#include <kc/http.hpp>

#include <atomic>
#include <memory>

namespace kc::jmap
{

/// What the resources are made of; complete before the first request.
struct Serving
{
    std::unique_ptr<DirectoryProxy> directory;
    std::unique_ptr<StoreProxy> store;       // null: there is none
    std::unique_ptr<StoresProxy> stores;     // null: there is none
    std::unique_ptr<RemovalsProxy> removals; // null: there is none
    std::unique_ptr<Uploads> uploads;        // null: there is nowhere to keep them
    bool isHosted = false;
    std::string loginFormat;
    std::unique_ptr<ApiResource> api;
    std::unique_ptr<BlobResources> blobs;
    // Shared: a request keeps the snapshot it began with while a reload puts another in its place.
    std::atomic<std::shared_ptr<const Limits>> limits;
};

/// Everything under /jmap.
class Resources final : public http::Handler
{
public:
    Resources(const Module& module, const Serving& serving)
        : Handler{module}, _host{module.host()}, _serving{serving}
    {
    }

    Status handle(Context& context, const kc_http_request& request,
                  const http::Reply& reply) override;
    Status begin(Context& context, const kc_http_request& request, const http::Reply& reply,
                 std::unique_ptr<Turn>& turn) override;

private:
    void api(Context& context, const kc_http_request& request, const http::Reply& reply);
    void upload(Context& context, const kc_http_request& request, const http::Reply& reply);
    void download(Context& context, const kc_http_request& request, const http::Reply& reply);
    void events(Context& context, const kc_http_request& request, const http::Reply& reply);

    const kc_host* _host;
    const Serving& _serving;
};

/// RFC 8620 §2.2: /.well-known/jmap is the Session resource.
class WellKnown final : public http::Handler
{
public:
    WellKnown(const Module& module, const Serving& serving) : Handler{module}, _serving{serving} {}

    Status handle(Context& context, const kc_http_request& request,
                  const http::Reply& reply) override;

private:
    const Serving& _serving;
};

} // namespace kc::jmap
