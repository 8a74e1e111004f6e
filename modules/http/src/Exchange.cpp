// SPDX-License-Identifier: Apache-2.0
#include "Exchange.h"

namespace kc::httpd
{

namespace
{

constexpr std::uint64_t kMostOfStrangers = 65536;

bool isTransient(kc_code code)
{
    return code <= -100 && code > -200;
}

Answer sorry(kc_code code)
{
    if (!isTransient(code))
        return Answer{500, "Internal error."};
    Answer answer{503, "Not available at the moment, please try again."};
    answer.addHeader("Retry-After", "5");
    return answer;
}

} // namespace

struct Exchange::Texts
{
    std::string path, baseUrl;
    std::vector<kc_http_field> fields;
};

std::optional<Answer> Exchange::begin(Context& context, RequestHead& head, LoginCheck& login)
{
    auto target = parseTarget(head.target);
    if (!target)
        return Answer{400, "Bad request target."};
    _target = std::move(*target);
    if (_target.path == "*")
        return head.method == "OPTIONS" ? Answer{204, ""} : Answer{400, "Bad request target."};
    _match = _frontend.routes.match(_target.path);
    if (!_match)
        return Answer{404, "There is nothing here."};
    try
    {
        if (_match->route->login == Login::Needed)
            if (auto refused = login.identify(context, head, _caller))
                return refused;
        return head.hasBody() ? askHandler(context, head) : std::nullopt;
    }
    catch (const Fault& fault)
    {
        return failed(context, fault); // who cannot answer has not said no
    }
}

std::optional<Answer> Exchange::askHandler(Context& context, const RequestHead& head)
{
    const Route& route = *_match->route;
    if (!KC_HAS(route.handler, begin))
        return std::nullopt;
    Texts texts;
    kc_http_request request = describe(head, texts);
    request.length = head.isChunked ? UINT64_MAX : head.contentLength;
    Answer answer;
    const kc_status status = route.handler->begin(route.self, context.get(), &request,
                                                  &Answer::operations(), answer.reply(), &_turn);
    if (status < 0)
        throw Fault{static_cast<kc_code>(status),
                    std::string{view(context.host()->take_error(context.get()))}};
    if (status == KC_DECLINED)
        return answer;
    _hasTurn = true;
    return std::nullopt;
}

std::uint64_t Exchange::bodyLimit(std::uint64_t maxBody) const
{
    const bool isKnown = _match && _match->route->login == Login::Needed;
    return isKnown ? maxBody : std::min(maxBody, kMostOfStrangers);
}

Answer Exchange::answer(Context& context, const RequestHead& head)
{
    Texts texts;
    kc_http_request request = describe(head, texts);
    request.length = _body.length();
    try
    {
        const Reader content{spool::openReader(context.host(), _body)};
        if (request.length > 0)
            request.content = &content.raw();
        if (request.length <= KC_HTTP_BODY_AT_ONCE)
            request.body = str(_body.head());
        Answer answer = run(context, request);
        answer.conform(context, head);
        return answer;
    }
    catch (const Fault& fault)
    {
        return failed(context, fault);
    }
}

Answer Exchange::run(Context& context, const kc_http_request& request)
{
    Answer answer;
    const Route& route = *_match->route;
    const kc_status status = route.handler->handle(route.self, context.get(), &request,
                                                   &Answer::operations(), answer.reply());
    if (status < 0)
        throw Fault{static_cast<kc_code>(status),
                    std::string{view(context.host()->take_error(context.get()))}};
    return answer;
}

kc_http_request Exchange::describe(const RequestHead& head, Texts& texts) const
{
    const auto path = decodePath(_match->rest);
    KC_ASSERT(path.has_value()); // parseTarget() has decoded it once
    texts.path = *path;
    const sv authority =
        _target.authority.empty() ? head.find("host").value_or("localhost") : _target.authority;
    texts.baseUrl = (_peer.isTls ? "https://" : "http://") +
                    std::string{authority.empty() ? "localhost" : authority};
    texts.fields.reserve(head.fields.size());
    for (const RequestHead::Field& field : head.fields)
        if (field.name != "authorization")
            texts.fields.push_back({sizeof(kc_http_field), str(field.name), str(field.value)});
    kc_http_request request{};
    request.size = sizeof request;
    // HEAD is GET whose body stays here (RFC 9110 §9.3.2).
    request.method = str(head.method == "HEAD" ? sv{"GET"} : sv{head.method});
    request.prefix = str(_match->prefix);
    request.path = str(texts.path);
    request.query = str(_target.query);
    request.content_type = str(head.find("content-type").value_or(""));
    request.base_url = str(texts.baseUrl);
    request.principal = _caller.principal;
    request.login = str(_caller.login);
    request.admin_level = _caller.adminLevel;
    request.address = str(_peer.address);
    request.fields = texts.fields.data();
    request.n_fields = static_cast<std::uint32_t>(texts.fields.size());
    request.field_stride = sizeof(kc_http_field);
    return request;
}

void Exchange::reset()
{
    if (std::exchange(_hasTurn, false))
        _match->route->handler->end(_match->route->self, std::exchange(_turn, nullptr));
    _match.reset();
    _target = {};
    _caller = {};
    _body.clear();
}

Answer Exchange::failed(Context& context, const Fault& fault)
{
    _frontend.log.write(isTransient(fault.code()) ? KC_LOG_WARN : KC_LOG_ERROR, &context,
                        "http request failed",
                        {{"path", _target.path},
                         {"code", static_cast<int>(fault.code())},
                         {"why", sv{fault.what()}}});
    return sorry(fault.code());
}

} // namespace kc::httpd
