// SPDX-License-Identifier: Apache-2.0
// One request on its way to a handler: who asks, which route it is for, and its body. All that can
// be refused is refused before the body is taken.
#pragma once

#include "LoginCheck.h"
#include "Target.h"

#include <kc/spool/Spool.h>

namespace kc::httpd
{

class Exchange
{
public:
    Exchange(Frontend& frontend, const Peer& peer) : _frontend{frontend}, _peer{peer} {}

    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() { reset(); }

    /// An answer that needs no body, or nothing when the route's handler shall be asked.
    std::optional<Answer> begin(Context& context, RequestHead& head, LoginCheck& login);

    /// How long the body may be.
    std::uint64_t bodyLimit(std::uint64_t maxBody) const;

    /// Throws Fault when there is no room.
    void addBody(sv octets) { _body.append(octets); }

    /// After the whole body: the handler's answer.
    Answer answer(Context& context, const RequestHead& head);

    /// Forgets the request.
    void reset();

    Answer failed(Context& context, const Fault& fault);

    const Target& target() const { return _target; }

    const Caller& caller() const { return _caller; }

private:
    struct Texts; // what a kc_http_request borrows

    std::optional<Answer> askHandler(Context& context, const RequestHead& head);
    Answer run(Context& context, const kc_http_request& request);
    kc_http_request describe(const RequestHead& head, Texts& texts) const;

    Frontend& _frontend;
    const Peer& _peer;
    Target _target;
    std::optional<RouteMatch> _match; // views of _target
    Caller _caller;
    spool::Spool _body{_frontend.tmpPath};
    bool _hasTurn = false;
    void* _turn = nullptr; // the handler's, from begin() to end()
};

} // namespace kc::httpd
