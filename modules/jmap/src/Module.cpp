// SPDX-License-Identifier: Apache-2.0
// JMAP (RFC 8620) on the HTTP front-end: the Session resource, and the API with the principals of
// RFC 9670 and KC's administration. It keeps nothing itself.
#include "ApiResource.h"
#include "Options.h"
#include "SessionResource.h"

#include <kc/http.hpp>

#include <atomic>
#include <memory>

namespace kc::jmap
{

class JmapModule final : public Module
{
public:
    explicit JmapModule(const Init& init) : Module{init}, _resources{*this}, _wellKnown{*this}
    {
        readLimits();
    }

    void start(Context& context) override
    {
        const kc_service http = require(KC_HTTP);
        _directory = std::make_unique<DirectoryProxy>(require(KC_DIRECTORY));
        if (const auto removals = find(KC_REMOVALS))
            _removals = std::make_unique<RemovalsProxy>(*removals);
        _api = std::make_unique<ApiResource>(*_directory, _removals.get(), log());
        _resources.route(context, http, "/jmap", true);
        _wellKnown.route(context, http, "/.well-known/jmap", true); // RFC 8620 §2.2
    }

    void reload(Context&) override { readLimits(); }

private:
    static void sendJson(const http::Reply& reply, std::uint32_t status, sv type, const Json& body)
    {
        reply.status(status);
        reply.header("Content-Type", type);
        reply.header("Cache-Control", "no-cache, no-store, must-revalidate");
        reply.header("X-Content-Type-Options", "nosniff");
        reply.body(render(body));
    }

    static void sendProblem(const http::Reply& reply, const Problem& problem)
    {
        sendJson(reply, static_cast<std::uint32_t>(problem.status), "application/problem+json",
                 problem.toJson());
    }

    static void sendWrongMethod(const http::Reply& reply, sv allowed)
    {
        reply.status(405);
        reply.header("Allow", allowed);
    }

    Caller callerOf(Context& context, const kc_http_request& request) const
    {
        Caller caller{request.principal, 0, request.admin_level, std::string{view(request.login)}};
        // SYSTEM is of no tenant and sees all.
        const auto take = [&](const kc_principal& principal) { caller.tenant = principal.tenant; };
        if (caller.principal != KC_ID_SYSTEM)
            (void)_directory->get(context, {&caller.principal, 1}, take);
        return caller;
    }

    Status sendSession(Context& context, const kc_http_request& request, const http::Reply& reply)
    {
        if (view(request.method) != "GET")
            sendWrongMethod(reply, "GET, HEAD");
        else
            sendJson(reply, 200, "application/json",
                     makeSession(callerOf(context, request), *_limits.load(),
                                 std::string{view(request.base_url)} +
                                     std::string{view(request.prefix)}));
        return KC_OK;
    }

    Status sendApi(Context& context, const kc_http_request& request, const http::Reply& reply)
    {
        if (view(request.method) != "POST")
        {
            sendWrongMethod(reply, "POST");
            return KC_OK;
        }
        const auto limits = _limits.load();
        auto parsed = parseRequest(view(request.content_type), view(request.body), *limits);
        if (const auto* const problem = std::get_if<Problem>(&parsed))
        {
            sendProblem(reply, *problem);
            return KC_OK;
        }
        const auto answer =
            _api->post(context, callerOf(context, request), *limits, std::get<Request>(parsed));
        if (const auto* const problem = std::get_if<Problem>(&answer))
            sendProblem(reply, *problem);
        else
            sendJson(reply, 200, "application/json", std::get<Json>(answer));
        return KC_OK;
    }

    Status answer(Context& context, const kc_http_request& request, const http::Reply& reply)
    {
        const sv path = view(request.path);
        if (path.empty() || path == "/")
            return sendSession(context, request, reply);
        if (path == "/api")
            return sendApi(context, request, reply);
        sendProblem(reply, {"about:blank", 404, "There is nothing here.", ""});
        return KC_OK;
    }

    class Resource final : public http::Handler
    {
    public:
        explicit Resource(JmapModule& module) : Handler{module}, _module{module} {}

        Status handle(Context& context, const kc_http_request& request,
                      const http::Reply& reply) override
        {
            return _module.answer(context, request, reply);
        }

    private:
        JmapModule& _module;
    };

    class WellKnown final : public http::Handler
    {
    public:
        explicit WellKnown(JmapModule& module) : Handler{module}, _module{module} {}

        Status handle(Context& context, const kc_http_request& request,
                      const http::Reply& reply) override
        {
            if (view(request.path).empty())
                return _module.sendSession(context, request, reply);
            sendProblem(reply, {"about:blank", 404, "There is nothing here.", ""});
            return KC_OK;
        }

    private:
        JmapModule& _module;
    };

    void readLimits()
    {
        const Config options = config();
        const auto number = [&](const char* name)
        { return static_cast<std::uint64_t>(options.num(name)); };
        _limits = std::make_shared<const Limits>(
            Limits{number("jmap_max_size_request"), number("jmap_max_concurrent_requests"),
                   number("jmap_max_calls_in_request"), number("jmap_max_objects_in_get"),
                   number("jmap_max_objects_in_set")});
    }

    // Shared: a request keeps the snapshot it began with while a reload puts another in its place.
    std::atomic<std::shared_ptr<const Limits>> _limits;
    std::unique_ptr<DirectoryProxy> _directory;
    std::unique_ptr<RemovalsProxy> _removals;
    std::unique_ptr<ApiResource> _api;
    Resource _resources;
    WellKnown _wellKnown;
};

} // namespace kc::jmap

using kc::jmap::JmapModule;

KC_MODULE(JmapModule, kc::jmap::kOptions, .id = "jmap", .version = "0.1.0",
          .summary = "JMAP core, principals and administration", .programs = "server",
          .select = "default", .needs = KC_HTTP " " KC_DIRECTORY " ?" KC_REMOVALS)
