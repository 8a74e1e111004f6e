// SPDX-License-Identifier: Apache-2.0
// APPEND, RFC 3501 §6.3.11, of several messages at once (RFC 3502), with APPENDUID (RFC 4315 §3).
// They are complete in the spool before the store sees one, so a client that goes away midway
// leaves nothing.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/Flags.h"
#include "wire/Ascii.h"
#include "wire/DateTime.h"
#include "wire/SequenceSet.h"

namespace kc::imap
{

namespace
{

/// What a client says of one message.
struct AppendMessage
{
    FlagNames names;
    std::int64_t received = 0;
};

/// literal, or "UTF8" SP "(" literal8 ")" (RFC 6855 §4). Headers in UTF-8 are taken either way, as
/// RFC 9755 and RFC 9051 §6.3.12 have it.
bool readLiteral(ArgReader& args)
{
    ArgReader ahead = args;
    if (!equalsIgnoringCase(ahead.word().value_or(sv{}), "UTF8"))
        return args.messageLiteral();
    args = ahead;
    return args.space() && args.skip('(') && args.at('~') && args.messageLiteral() &&
           args.skip(')');
}

/// [SP flag-list] [SP date-time] SP literal
std::optional<AppendMessage> readMessage(ArgReader& args)
{
    AppendMessage message;
    message.received = now();
    if (!args.space())
        return std::nullopt;
    if (args.at('('))
    {
        const auto flags = args.flagList();
        auto names = flags && args.space() ? parseFlags(*flags) : std::nullopt;
        if (!names)
            return std::nullopt;
        message.names = std::move(*names);
    }
    if (args.at('"'))
    {
        const auto date = args.string();
        const auto received = date && args.space() ? parseDateTime(*date) : std::nullopt;
        if (!received)
            return std::nullopt;
        message.received = *received;
    }
    if (!readLiteral(args))
        return std::nullopt;
    return message;
}

/// As many as the spool has.
std::optional<std::vector<AppendMessage>> readMessages(ArgReader& args, std::size_t count)
{
    std::vector<AppendMessage> messages;
    while (messages.size() < count)
    {
        auto message = readMessage(args);
        if (!message)
            return std::nullopt;
        messages.push_back(std::move(*message));
    }
    return args.atEnd() && !messages.empty() ? std::optional{std::move(messages)} : std::nullopt;
}

std::optional<CommandResult> refuseMessages(const Spool& spool,
                                            const std::vector<AppendMessage>& messages)
{
    for (std::size_t i = 0; i < messages.size(); ++i)
    {
        if (tooManyKeywords(messages[i].names.keywords))
            return CommandResult::no("[LIMIT] Too many keywords, or too long ones");
        if (spool.size(i) == 0) // RFC 3502 §6.3.11: how a client gives an APPEND up
            return CommandResult::no("An empty message is none");
    }
    return std::nullopt;
}

/// All or nothing (RFC 3502 §6.3.11).
CommandResult append(Session& session, Context& context, const kc_mailbox& mailbox,
                     const Spool& spool, const std::vector<AppendMessage>& messages)
{
    std::vector<Reader> readers;
    std::vector<kc_append> rows;
    for (std::size_t i = 0; i < messages.size(); ++i)
        readers.push_back(spool.reader(session.gateway().host, i));
    for (std::size_t i = 0; i < messages.size(); ++i)
        rows.push_back({sizeof(kc_append), messages[i].names.flags, str(messages[i].names.keywords),
                        messages[i].received, &readers[i].raw()});
    UidListWriter uids;
    const auto take = [&](const kc_appended& appended) { uids.add(appended.uid); };
    const Status status =
        session.mail().append(context, mailbox.id, rows.data(),
                              static_cast<std::uint32_t>(rows.size()), Sink<kc_appended>{take});
    if (status.code() == KC_ENOTFOUND)
        return CommandResult::no("[TRYCREATE] No such mailbox");
    if (!status.ok())
        return refusal(status.code());
    if (session.isSelected(mailbox.id)) // RFC 3501 §6.3.11: EXISTS at once
        session.raiseChange();
    return CommandResult::ok("[APPENDUID " + std::to_string(mailbox.uid_validity) + " " +
                             uids.finish() + "] APPEND completed");
}

} // namespace

CommandResult cmdAppend(Session& session, Context& context, ArgReader& args)
{
    const auto spool = session.takeMessage();
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    const auto messages = spool ? readMessages(args, spool->messages()) : std::nullopt;
    if (!messages)
        return badArguments();
    if (const auto refused = refuseMessages(*spool, *messages))
        return *refused;
    const auto mailbox = session.mailboxes().find(context, arg.name);
    if (!mailbox)
        return CommandResult::no("[TRYCREATE] No such mailbox");
    auto result = append(session, context, mailbox->raw, *spool, *messages);
    if (result.completion == Completion::Ok)
        tellSpelling(session, context, arg.name, arg.given);
    return result;
}

} // namespace kc::imap
