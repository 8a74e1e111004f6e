// SPDX-License-Identifier: Apache-2.0
// One client connection: requests in, answers out, in order. The caller is known and the route
// chosen before any octet of a body is kept; a request that will be refused anyway is only skipped.
#pragma once

#include "AnswerSender.h"
#include "Exchange.h"
#include "RequestParser.h"

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
    void onRefusal(Context& context);
    void skipBody(Context& context);
    bool keepBody(Context& context);

    void report(Context& context, const Answer& answer);
    void send(Answer answer, Persistence persistence);
    bool flush(Context& context);
    Status duringFeed(sv bytes);
    void goodbye(Context& context, Answer answer);
    void setTimeout(std::chrono::nanoseconds timeout);
    bool isOverdue() const;

    Frontend& _frontend;
    net::Connection _connection;
    Peer _peer;
    std::shared_ptr<const Limits> _limits;
    RequestParser _parser;
    LoginCheck _login;
    Exchange _exchange;
    AnswerSender _sender;
    Clock::time_point _begun{};
    std::chrono::nanoseconds _timeout;

    std::optional<Answer> _early; // to be sent once the body has been skipped
    bool _isHeld = false;         // the output waits: the answer to a wrong password comes late
    bool _isClosing = false;
};

} // namespace kc::httpd
