// SPDX-License-Identifier: Apache-2.0
// GET /metrics on the HTTP front-end: the kernel's metrics as Prometheus text, for those who may
// read them. Answers nobody else, and not below a path prefix, so that a reverse proxy that maps
// one to this server does not publish them.
#include "Networks.h"
#include "Options.h"

#include <kc/http.hpp>
#include <kc/metrics.hpp>

#include <atomic>

namespace kc::monitoring
{

class MetricsModule final : public Module, private http::Handler
{
public:
    explicit MetricsModule(const Init& init) : Module{init}, Handler{*static_cast<Module*>(this)}
    {
        allow(config());
    }

    void start(Context& context) override
    {
        _metrics = &kernelTable<kc_metrics>(KC_METRICS);
        if (const auto http = find(KC_HTTP))
            route(context, *http, "/metrics", false);
    }

    void check(Context&, const Config& next) override { (void)networks(next); }

    void reload(Context&) override { allow(config()); }

private:
    static Networks networks(const Config& options)
    {
        try
        {
            return Networks{options.list("metrics_allow")};
        }
        catch (const Fault& fault)
        {
            throw Fault{fault.code(), options.where("metrics_allow") + ": " + fault.what()};
        }
    }

    void allow(const Config& options)
    {
        _allowed = std::make_shared<const Networks>(networks(options));
    }

    Status handle(Context&, const kc_http_request& request, const http::Reply& reply) override
    {
        const bool isKnown = request.prefix.n == 0 && request.path.n == 0;
        // A request over the UNIX socket has no address.
        const bool mayRead =
            request.address.n == 0 || _allowed.load()->contain(view(request.address));
        const bool isGet = view(request.method) == "GET" || view(request.method) == "HEAD";
        const std::uint32_t code = !isKnown ? 404 : !mayRead ? 403 : !isGet ? 405 : 200;
        reply.status(code);
        reply.header("Cache-Control", "no-store");
        if (code == 405)
            reply.header("Allow", "GET, HEAD");
        reply.header("Content-Type", code == 200 ? "text/plain; version=0.0.4; charset=utf-8"
                                                 : "text/plain; charset=utf-8");
        if (code != 200)
        {
            reply.body(code == 404 ? "not found\n" : code == 403 ? "not for you\n" : "only GET\n");
            return KC_OK;
        }
        const auto write = [&](const kc_str& piece) { reply.body(view(piece)); };
        return Status::of(_metrics->render(Module::host()->k, Sink<kc_str>{write}.raw()));
    }

    const kc_metrics* _metrics = nullptr;
    // Shared: a request keeps the list it began with while a reload puts another in its place.
    std::atomic<std::shared_ptr<const Networks>> _allowed;
};

} // namespace kc::monitoring

using kc::monitoring::MetricsModule;

KC_MODULE(MetricsModule, kc::monitoring::kOptions, .id = "metrics", .version = "0.1.0",
          .summary = "Figures for monitoring at /metrics", .programs = "server",
          .select = "default", .needs = "?" KC_HTTP)
