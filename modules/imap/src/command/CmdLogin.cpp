// SPDX-License-Identifier: Apache-2.0
// LOGIN, RFC 3501 §6.2.3.
#include "CommandTable.h"
#include "Login.h"

#include <kc/secret.hpp>

namespace kc::imap
{

CommandResult cmdLogin(Session& session, Context& context, ArgReader& args)
{
    if (!session.mayLogin())
        return plaintextRefused();
    const auto user = args.space() ? args.astring() : std::nullopt;
    if (!user || !args.space())
        return badArguments();
    auto password = args.astring();
    if (!password)
        return badArguments();
    const Secret secret{std::move(*password)};
    if (!args.atEnd())
        return badArguments();
    return login(session, context, {*user, {}, secret.reveal()}, "LOGIN");
}

} // namespace kc::imap
