// SPDX-License-Identifier: Apache-2.0
#include "LoginCheck.h"

#include <algorithm>
#include <array>

namespace kc::httpd
{

namespace
{

Answer unauthorized()
{
    Answer answer{401, "Login needed."};
    answer.addHeader("WWW-Authenticate", "Basic realm=\"Kopano\", charset=\"UTF-8\"");
    return answer;
}

} // namespace

std::optional<Answer> LoginCheck::identify(Context& context, RequestHead& head, Caller& caller)
{
    const auto field =
        std::find_if(head.fields.begin(), head.fields.end(),
                     [](const RequestHead::Field& each) { return each.name == "authorization"; });
    if (field == head.fields.end())
        return admit(context, {}, caller);
    auto refused = admit(context, field->value, caller);
    wipe(field->value);
    return refused;
}

std::optional<Answer> LoginCheck::admit(Context& context, sv authorization, Caller& caller)
{
    const auto now = RecentLogin::Clock::now();
    if (const Caller* const known = _recent.find(authorization, now))
    {
        caller = *known;
        return std::nullopt;
    }
    _recent.forget();
    std::optional<Credentials> credentials;
    if (!authorization.empty())
    {
        credentials = parseBasic(authorization);
        if (!credentials)
            return unauthorized();
    }
    auto admitted = _frontend.gate->admit(context, _peer, credentials);
    if (!admitted)
        return refuse(context, credentials);
    if (credentials)
        _frontend.loginDelay.succeeded(credentials->user(), _peer.address);
    if (!_peer.isUnix && !_connection.authenticated(admitted->login))
    {
        Answer answer{429, "Too many connections of this user."};
        answer.addHeader("Retry-After", "5");
        return answer;
    }
    _recent.remember(authorization, *admitted, now);
    caller = std::move(*admitted);
    return std::nullopt;
}

Answer LoginCheck::refuse(Context& context, const std::optional<Credentials>& credentials)
{
    if (credentials)
        _delay = _frontend.loginDelay.failed(credentials->user(), _peer.address);
    if (credentials || _peer.isUnix)
        _frontend.log.info(context, "authenticate failed",
                           {{"user", credentials ? credentials->user() : sv{"SYSTEM"}},
                            {"from", _peer.address},
                            {"uid", _peer.uid},
                            {"program", "http"}});
    return unauthorized();
}

} // namespace kc::httpd
