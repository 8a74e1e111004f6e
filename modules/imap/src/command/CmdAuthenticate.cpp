// SPDX-License-Identifier: Apache-2.0
// AUTHENTICATE PLAIN (RFC 3501 §6.2.2, RFC 4616), with an initial response (RFC 4959). An
// administrator may act for another user: RFC 4616's authzid.
#include "CommandTable.h"
#include "Login.h"
#include "wire/Ascii.h"
#include "wire/Base64Text.h"

namespace kc::imap
{

namespace
{

constexpr std::size_t kMaxResponseBytes = 12'288;

/// [authzid] NUL authcid NUL passwd.
CommandResult plain(Session& session, Context& context, sv encoded)
{
    if (encoded.size() > kMaxResponseBytes / 3 * 4)
        return CommandResult::bad("Response too long");
    auto decoded = decodeBase64(encoded);
    if (!decoded)
        return CommandResult::bad("Response is not base64");
    const Secret response{std::move(*decoded)};
    const sv text = response.reveal();
    const std::size_t first = text.find('\0');
    const std::size_t second = first == sv::npos ? first : text.find('\0', first + 1);
    if (second == sv::npos || text.find('\0', second + 1) != sv::npos)
        return CommandResult::bad("Response is not of the form that PLAIN has");
    const sv authorize = text.substr(0, first);
    const sv user = text.substr(first + 1, second - first - 1);
    const Secret password{std::string{text.substr(second + 1)}};
    return login(session, context, {user, authorize, password}, "AUTHENTICATE");
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
