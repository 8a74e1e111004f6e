// SPDX-License-Identifier: Apache-2.0
// Who sends the requests of one connection: the Gate is asked once for the same credentials, and a
// wrong password is answered late.
#pragma once

#include "Answer.h"
#include "Frontend.h"
#include "RecentLogin.h"

#include <kc/net.hpp>

namespace kc::httpd
{

class LoginCheck
{
public:
    LoginCheck(Frontend& frontend, const net::Connection& connection, const Peer& peer)
        : _frontend{frontend}, _connection{connection}, _peer{peer}
    {
    }

    /// Fills in the caller, or gives the answer that refuses the request. The Authorization field
    /// is wiped. Throws Fault when it cannot be told who is calling.
    std::optional<Answer> identify(Context& context, RequestHead& head, Caller& caller);

    /// How long the last refusal shall wait; told once.
    std::chrono::nanoseconds takeDelay() { return std::exchange(_delay, {}); }

private:
    std::optional<Answer> admit(Context& context, sv authorization, Caller& caller);
    Answer refuse(Context& context, const std::optional<Credentials>& credentials);

    Frontend& _frontend;
    net::Connection _connection;
    const Peer& _peer;
    RecentLogin _recent;
    std::chrono::nanoseconds _delay{};
};

} // namespace kc::httpd
