// SPDX-License-Identifier: Apache-2.0
#include "Resources.h"

#include "EventSource.h"
#include "SessionResource.h"

namespace kc::jmap
{

namespace
{

void sendJson(const http::Reply& reply, std::uint32_t status, sv type, const Json& body)
{
    reply.status(status);
    reply.header("Content-Type", type);
    reply.header("Cache-Control", "no-cache, no-store, must-revalidate");
    reply.header("X-Content-Type-Options", "nosniff");
    reply.body(render(body));
}

void sendProblem(const http::Reply& reply, const Problem& problem)
{
    sendJson(reply, static_cast<std::uint32_t>(problem.status), "application/problem+json",
             problem.toJson());
}

void sendNothingHere(const http::Reply& reply)
{
    sendProblem(reply, {"about:blank", 404, "There is nothing here.", ""});
}

/// False if it is another one; that has been said.
bool isMethod(const kc_http_request& request, sv method, const http::Reply& reply)
{
    if (view(request.method) == method)
        return true;
    reply.status(405);
    reply.header("Allow", method == "GET" ? sv{"GET, HEAD"} : method);
    return false;
}

/// The call is for him from here on.
Caller callerOf(Context& context, Directory& directory, const kc_http_request& request)
{
    context.actAs(request.principal);
    Caller caller{request.principal, 0, request.admin_level, std::string{view(request.login)}};
    // SYSTEM is of no tenant and sees all.
    const auto take = [&](const kc_principal& principal) { caller.tenant = principal.tenant; };
    if (caller.principal != KC_ID_SYSTEM)
        (void)directory.get(context, caller.principal, {&caller.principal, 1}, take);
    return caller;
}

/// Who has no level may still be on companies' admin lists. Asked of the directory only where it
/// matters.
void learnRemoteAdmin(Context& context, Directory& directory, Caller& caller)
{
    if (caller.isAdmin() || caller.tenant == 0)
        return;
    const kc_principal_relation companies{sizeof(kc_principal_relation), KC_REL_ADMIN,
                                          KC_REL_HOLDERS, 0, caller.principal};
    const auto take = [&](const kc_principal&) { caller.isRemoteAdmin = true; };
    (void)directory.related(context, caller.principal, companies, take);
}

Offers offersOf(const Serving& serving)
{
    return {serving.uploads != nullptr, serving.store != nullptr, serving.isHosted,
            serving.loginFormat};
}

void sendSession(Context& context, const Serving& serving, const kc_http_request& request,
                 const http::Reply& reply)
{
    if (!isMethod(request, "GET", reply))
        return;
    Caller caller = callerOf(context, *serving.directory, request);
    learnRemoteAdmin(context, *serving.directory, caller);
    const std::string base =
        std::string{view(request.base_url)} + std::string{view(request.prefix)};
    sendJson(reply, 200, "application/json",
             makeSession(caller, *serving.limits.load(), offersOf(serving), base));
}

bool isUpload(sv path)
{
    return path.starts_with("/upload/");
}

} // namespace

Status Resources::handle(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    const sv path = view(request.path);
    if (path.empty() || path == "/")
        sendSession(context, _serving, request, reply);
    else if (path == "/api")
        api(context, request, reply);
    else if (isUpload(path))
        upload(context, request, reply);
    else if (path.starts_with("/download/"))
        download(context, request, reply);
    else if (path == "/eventsource")
        events(context, request, reply);
    else
        sendNothingHere(reply);
    return KC_OK;
}

Status Resources::begin(Context& context, const kc_http_request& request, const http::Reply& reply,
                        std::unique_ptr<Turn>& turn)
{
    const sv path = view(request.path);
    const bool isApi = path == "/api";
    if (!isApi && !isUpload(path))
        return KC_OK; // handle() says what is wrong
    if (!isMethod(request, "POST", reply))
        return KC_DECLINED;
    const auto limits = _serving.limits.load();
    std::optional<Problem> problem;
    if (isUpload(path))
        problem = _serving.blobs->beginUpload(
            context, callerOf(context, *_serving.directory, request), *limits, request, turn);
    else if (request.length != UINT64_MAX && request.length > limits->maxSizeRequest)
        problem = Problem{"limit", 400, "The request is too large.", "maxSizeRequest"};
    if (!problem)
        return KC_OK;
    sendProblem(reply, *problem);
    return KC_DECLINED;
}

void Resources::api(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    if (!isMethod(request, "POST", reply))
        return;
    const auto limits = _serving.limits.load();
    const auto body = http::readBody(context, request, limits->maxSizeRequest);
    if (!body)
    {
        sendProblem(reply, {"limit", 400, "The request is too large.", "maxSizeRequest"});
        return;
    }
    auto parsed = parseRequest(view(request.content_type), *body, *limits);
    if (const auto* const problem = std::get_if<Problem>(&parsed))
    {
        sendProblem(reply, *problem);
        return;
    }
    Request& asked = std::get<Request>(parsed);
    asked.baseUrl = view(request.base_url);
    Caller caller = callerOf(context, *_serving.directory, request);
    if (asked.used.contains(kAdmin))
        learnRemoteAdmin(context, *_serving.directory, caller);
    const auto answer = _serving.api->post(context, caller, *limits, asked);
    if (const auto* const problem = std::get_if<Problem>(&answer))
        sendProblem(reply, *problem);
    else
        sendJson(reply, 200, "application/json", std::get<Json>(answer));
}

void Resources::upload(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    if (!isMethod(request, "POST", reply))
        return;
    const auto result = _serving.blobs->upload(
        context, callerOf(context, *_serving.directory, request), *_serving.limits.load(), request);
    if (const auto* const problem = std::get_if<Problem>(&result))
        sendProblem(reply, *problem);
    else
        sendJson(reply, 201, "application/json", std::get<Json>(result));
}

void Resources::download(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    if (!isMethod(request, "GET", reply))
        return;
    const auto problem = _serving.blobs->download(
        context, callerOf(context, *_serving.directory, request), request, reply);
    if (problem)
        sendProblem(reply, *problem);
}

void Resources::events(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    if (!isMethod(request, "GET", reply))
        return;
    auto wanted = parseEventRequest(view(request.query));
    if (!wanted)
    {
        sendProblem(reply, {"about:blank", 400,
                            "types, closeafter and ping are needed, as RFC 8620 7.3 says.", ""});
        return;
    }
    const Caller caller = callerOf(context, *_serving.directory, request);
    std::optional<WatchedAccount> account;
    kc_id id = 0;
    if (_serving.store && caller.hasAccount() &&
        _serving.store->account(context, caller.principal, id).ok())
        account = WatchedAccount{caller.ownAccount(), caller.principal, id};
    reply.status(200);
    reply.header("Content-Type", "text/event-stream");
    reply.header("Cache-Control", "no-cache, no-store");
    reply.header("X-Accel-Buffering", "no"); // nginx: pass each event on at once
    reply.feed(std::make_unique<EventFeed>(
        _host, std::move(*wanted), _serving.store.get(), account,
        std::string{http::field(request, "last-event-id").value_or("")}));
}

Status WellKnown::handle(Context& context, const kc_http_request& request, const http::Reply& reply)
{
    if (view(request.path).empty())
        sendSession(context, _serving, request, reply);
    else
        sendNothingHere(reply);
    return KC_OK;
}

} // namespace kc::jmap
