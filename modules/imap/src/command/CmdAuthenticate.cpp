// SPDX-License-Identifier: Apache-2.0
// AUTHENTICATE PLAIN (RFC 3501 §6.2.2, RFC 4616), with an initial response (RFC 4959). An
// administrator may act for another user: RFC 4616's authzid.
#include "CommandTable.h"
#include "Login.h"
#include "wire/Ascii.h"

#include <kc/gateway/SaslPlain.h>

namespace kc::imap
{

namespace
{

CommandResult plain(Session& session, Context& context, sv encoded)
{
    const gateway::SaslPlain response{encoded};
    if (!response.isWellFormed())
        return CommandResult::bad("Response is not of the form that PLAIN has");
    return login(session, context, {response.user(), response.authorize(), response.password()},
                 "AUTHENTICATE");
}

class PlainResponse final : public LineHandler
{
public:
    CommandResult line(Session& session, Context& context, sv text) override
    {
        if (text == "*")
            return CommandResult::bad("AUTHENTICATE given up");
        return plain(session, context, text);
    }
};

} // namespace

CommandResult cmdAuthenticate(Session& session, Context& context, ArgReader& args)
{
    if (!session.mayLogin())
        return plaintextRefused();
    const auto mechanism = args.space() ? args.atom() : std::nullopt;
    if (!mechanism)
        return badArguments();
    if (!equalsIgnoringCase(*mechanism, "PLAIN"))
        return CommandResult::no("[CANNOT] No such mechanism");
    if (args.atEnd())
        return session.expectLine(std::make_unique<PlainResponse>(), {});
    if (!args.space())
        return badArguments();
    return plain(session, context, args.rest() == "=" ? sv{} : args.rest());
}

} // namespace kc::imap
