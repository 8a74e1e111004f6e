// SPDX-License-Identifier: Apache-2.0
// APPEND, RFC 3501 §6.3.11, with APPENDUID (RFC 4315 §3). The message is complete in the spool
// before the store sees it, so a client that goes away midway leaves nothing.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/Flags.h"
#include "mailbox/OwnedMailbox.h"
#include "wire/DateTime.h"

namespace kc::imap
{

namespace
{

struct AppendRequest
{
    FlagNames names;
    std::int64_t received = 0;
};

/// [SP flag-list] [SP date-time] SP literal
std::optional<AppendRequest> readRequest(ArgReader& args)
{
    AppendRequest request;
    request.received = now();
    if (!args.space())
        return std::nullopt;
    if (args.at('('))
    {
        const auto flags = args.flagList();
        auto names = flags && args.space() ? parseFlags(*flags) : std::nullopt;
        if (!names)
            return std::nullopt;
        request.names = std::move(*names);
    }
    if (args.at('"'))
    {
        const auto date = args.string();
        const auto received = date && args.space() ? parseDateTime(*date) : std::nullopt;
        if (!received)
            return std::nullopt;
        request.received = *received;
    }
    if (!args.messageLiteral() || !args.atEnd())
        return std::nullopt;
    return request;
}

CommandResult append(Session& session, Context& context, const kc_mailbox& mailbox,
                     const Spool& message, const AppendRequest& request)
{
    const Reader reader = message.reader(session.gateway().host);
    const kc_append one{sizeof one, request.names.flags, str(request.names.keywords),
                        request.received, &reader.raw()};
    std::uint32_t uid = 0;
    const auto take = [&](const kc_appended& appended) { uid = appended.uid; };
    const Status status =
        session.mail().append(context, mailbox.id, &one, 1, Sink<kc_appended>{take});
    if (status.code() == KC_ENOTFOUND)
        return CommandResult::no("[TRYCREATE] No such mailbox");
    if (!status.ok())
        return refusal(status.code());
    if (session.isSelected(mailbox.id)) // RFC 3501 §6.3.11: EXISTS at once
        session.raiseChange();
    return CommandResult::ok("[APPENDUID " + std::to_string(mailbox.uid_validity) + " " +
                             std::to_string(uid) + "] APPEND completed");
}

} // namespace

CommandResult cmdAppend(Session& session, Context& context, ArgReader& args)
{
    const auto message = session.takeMessage();
    const MailboxArg arg = readMailbox(args);
    if (arg.refused)
        return *arg.refused;
    const auto request = readRequest(args);
    if (!request || !message)
        return badArguments();
    if (tooManyKeywords(request->names.keywords))
        return CommandResult::no("[LIMIT] Too many keywords, or too long ones");
    if (message->size() == 0) // RFC 3502 §6.3.11: how a client gives an APPEND up
        return CommandResult::no("An empty message is none");
    const auto mailbox = findMailbox(session.store(), context, session.account(), arg.name);
    if (!mailbox)
        return CommandResult::no("[TRYCREATE] No such mailbox");
    return append(session, context, mailbox->raw, *message, *request);
}

} // namespace kc::imap
