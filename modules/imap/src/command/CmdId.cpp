// SPDX-License-Identifier: Apache-2.0
// ID, RFC 2971. What the client says of itself goes to the debug log; the server says its name
// only.
#include "CommandTable.h"
#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

constexpr std::size_t kMaxFields = 30;         // RFC 2971 §3.3
constexpr std::size_t kMaxLoggedBytes = 1'024; // per value there, and more is nobody's business

/// "(" [string SP nstring *(…)] ")"; `text` gets "name=KC version=1".
bool readFields(ArgReader& args, std::string& text)
{
    for (std::size_t i = 0; !args.skip(')'); ++i)
    {
        if (i == kMaxFields || (i > 0 && !args.space()))
            return false;
        const auto key = args.string();
        const auto value = key && args.space() ? args.nstring() : std::nullopt;
        if (!value)
            return false;
        if (text.size() < kMaxLoggedBytes && *value)
            text.append(text.empty() ? "" : " ").append(*key).append("=").append(**value);
    }
    return true;
}

} // namespace

CommandResult cmdId(Session& session, Context&, ArgReader& args)
{
    if (!args.space())
        return badArguments();
    std::string text;
    const bool understood = args.skip('(') ? readFields(args, text) : args.nstring().has_value();
    if (!understood || !args.atEnd())
        return badArguments();
    if (!text.empty())
        session.gateway().log.debug("IMAP client", {{"id", text.substr(0, kMaxLoggedBytes)}});
    session.out() << "* ID (\"name\" \"KC\")\r\n";
    return CommandResult::ok("ID completed");
}

} // namespace kc::imap
