// SPDX-License-Identifier: Apache-2.0
// One client connection: requests in, answers out, in order. The caller is known and the route
// chosen before any octet of a body is kept; a request that will be refused anyway is only skipped.
#pragma once

#include "Answer.h"
#include "Frontend.h"
#include "RequestParser.h"
#include "Target.h"

#include <kc/net.hpp>

namespace kc::httpd
{

class HttpSession final : public net::Session
{
public:
    HttpSession(Frontend& frontend, const net::Connection& connection, const kc_peer& peer);

    Status input(Context& context, sv bytes, std::size_t& used) override;
    Status wake(Context& context) override;
    void expire(Context& context) override;
    void drain(Context& context) override;

private:
    using Clock = std::chrono::steady_clock;

    /// True if the parser waited for something that is now decided.
    bool act(Context& context);
    void onHead(Context& context);
    void onRequest(Context& context);
    void onRefusal();

    /// An answer that needs no body, or nothing when the route's handler shall be asked.
    std::optional<Answer> prejudge(Context& context);
    std::optional<Answer> identify(Context& context);
    Answer notLoggedIn(Context& context, const std::optional<Credentials>& credentials);
    Answer ask(Context& context);
    Answer failed(Context& context, kc_code code, sv why);

    void skipBody();
    void send(const Answer& answer, Persistence persistence);
    bool flush();
    void setTimeout(std::chrono::nanoseconds timeout);
    bool isOverdue() const;

    Frontend& _frontend;
    net::Connection _connection;
    Peer _peer;
    std::shared_ptr<const Limits> _limits;
    RequestParser _parser;
    Clock::time_point _begun{};
    std::chrono::nanoseconds _timeout;

    Target _target;
    std::optional<RouteMatch> _match; // views of _target
    Caller _caller;
    std::optional<Answer> _early; // to be sent once the body has been skipped

    std::string _output;
    std::size_t _sent = 0;
    std::chrono::nanoseconds _delay{}; // of the answer at hand
    bool _isHeld = false;              // the output waits for it
    bool _isClosing = false;
};

} // namespace kc::httpd
