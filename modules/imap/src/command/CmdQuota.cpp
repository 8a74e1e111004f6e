// SPDX-License-Identifier: Apache-2.0
// GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208): a quota root for each store that has a limit, ""
// for the user's own and the namespace's name for another, and one resource, STORAGE. Its limit is
// the one at which nothing more is taken in.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/MailboxName.h"

#include <kc/mime/ImapString.h>

namespace kc::imap
{

namespace
{

constexpr std::uint64_t kUnit = 1024; // RFC 9208 §5.1

/// Nothing if there is no such root: also if the store has no limit.
std::optional<kc_quota> quotaOf(Session& session, Context& context, sv root)
{
    kc_quota quota{};
    quota.size = sizeof quota;
    const Status status = session.mailboxes().quota(context, root, quota);
    return status.ok() && quota.hard != 0 ? std::optional{quota} : std::nullopt;
}

/// Usage is rounded up, the limit down: who has room by this has room.
void tellQuota(Output& out, sv root, const kc_quota& quota)
{
    std::string line = "* QUOTA ";
    mime::appendImapString(line, root);
    out << line << " (STORAGE " << (quota.octets + kUnit - 1) / kUnit << ' ' << quota.hard / kUnit
        << ")\r\n";
}

std::optional<std::string> readRoot(ArgReader& args)
{
    return args.space() ? args.astring() : std::nullopt;
}

} // namespace

CommandResult cmdGetQuota(Session& session, Context& context, ArgReader& args)
{
    const auto root = readRoot(args);
    if (!root || !args.atEnd())
        return badArguments();
    const auto quota = quotaOf(session, context, *root);
    if (!quota)
        return CommandResult::no("[NONEXISTENT] No such quota root");
    tellQuota(session.out(), *root, *quota);
    return CommandResult::ok("GETQUOTA completed");
}

CommandResult cmdGetQuotaRoot(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    const auto mailbox = session.mailboxes().find(context, arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    const sv root = session.mailboxes().quotaRoot(*mailbox);
    const auto quota = quotaOf(session, context, root);
    std::string line = "* QUOTAROOT ";
    appendName(line, spelledName(mailbox->name, session.nameForm()));
    if (quota)
        mime::appendImapString(line.append(" "), root);
    session.out() << line << "\r\n";
    if (quota)
        tellQuota(session.out(), root, *quota);
    return CommandResult::ok("GETQUOTAROOT completed");
}

/// The directory says who may store how much; no client does.
CommandResult cmdSetQuota(Session&, Context&, ArgReader& args)
{
    const auto root = readRoot(args);
    if (!root || !args.space() || !args.skip('(') || !args.rest().ends_with(')'))
        return badArguments();
    return CommandResult::no("[NOPERM] Quotas are not set here");
}

} // namespace kc::imap
