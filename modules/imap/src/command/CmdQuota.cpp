// SPDX-License-Identifier: Apache-2.0
// GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208): one quota root, "", for all mailboxes of an
// account that has a limit, and one resource, STORAGE. Its limit is the one at which nothing more
// is taken in.
#include "CommandTable.h"
#include "MailboxArg.h"
#include "mailbox/MailboxName.h"
#include "mailbox/OwnedMailbox.h"

namespace kc::imap
{

namespace
{

constexpr std::uint64_t kUnit = 1024; // RFC 9208 §5.1

kc_quota quotaOf(Session& session, Context& context)
{
    kc_quota quota{};
    quota.size = sizeof quota;
    if (!session.store().quota(context, session.account(), quota).ok())
        throw Fault{KC_EUNAVAIL, "the store refused to tell the quota"};
    return quota;
}

/// Usage is rounded up, the limit down: who has room by this has room.
void tellQuota(Output& out, const kc_quota& quota)
{
    out << "* QUOTA \"\" (STORAGE " << (quota.octets + kUnit - 1) / kUnit << ' '
        << quota.hard / kUnit << ")\r\n";
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
    const kc_quota quota = quotaOf(session, context);
    if (!root->empty() || quota.hard == 0)
        return CommandResult::no("[NONEXISTENT] No such quota root");
    tellQuota(session.out(), quota);
    return CommandResult::ok("GETQUOTA completed");
}

CommandResult cmdGetQuotaRoot(Session& session, Context& context, ArgReader& args)
{
    const MailboxArg arg = readMailbox(session, args);
    if (arg.refused)
        return *arg.refused;
    if (!args.atEnd())
        return badArguments();
    const auto mailbox = findMailbox(session.store(), context, session.account(), arg.name);
    if (!mailbox)
        return refusal(KC_ENOTFOUND);
    const kc_quota quota = quotaOf(session, context);
    std::string line = "* QUOTAROOT ";
    appendName(line, spelledName(mailbox->name, session.nameForm()));
    session.out() << line << (quota.hard == 0 ? sv{"\r\n"} : sv{" \"\"\r\n"});
    if (quota.hard != 0)
        tellQuota(session.out(), quota);
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
