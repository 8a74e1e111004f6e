// SPDX-License-Identifier: Apache-2.0
// LIST (RFC 3501 §6.3.8) with CHILDREN (RFC 3348) and SPECIAL-USE attributes (RFC 6154), and LSUB
// (§6.3.9). The options of RFC 6154 §5.1 are taken though LIST-EXTENDED is not announced: clients
// that see SPECIAL-USE send them.
#include "CommandTable.h"
#include "ListJob.h"
#include "mailbox/MailboxName.h"
#include "mailbox/MailboxPattern.h"
#include "mailbox/OwnedMailbox.h"
#include "wire/Ascii.h"

#include <algorithm>
#include <array>

namespace kc::imap
{

namespace
{

/// A mailbox as far as LIST shows it, with its name in modified UTF-7.
struct Listed
{
    std::string name;
    sv use; ///< RFC 6154 §2
    bool subscribed;
};

sv specialUse(sv role)
{
    struct Row
    {
        sv role, attribute;
    };
    static constexpr std::array kRows{Row{"drafts", "\\Drafts"}, Row{"sent", "\\Sent"},
                                      Row{"junk", "\\Junk"}, Row{"trash", "\\Trash"},
                                      Row{"archive", "\\Archive"}};
    for (const Row& row : kRows)
        if (row.role == role)
            return row.attribute;
    return {};
}

std::vector<Listed> allMailboxes(Session& session, Context& context)
{
    std::vector<Listed> all;
    const auto take = [&](const kc_mailbox& row)
    {
        all.push_back({toModifiedUtf7(kc::view(row.name)), specialUse(kc::view(row.role)),
                       row.subscribed != 0});
    };
    const Status status =
        session.store().mailboxes(context, session.account(), Sink<kc_mailbox>{take});
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "the store refused to list the mailboxes"};
    std::sort(all.begin(), all.end(),
              [](const Listed& a, const Listed& b) { return a.name < b.name; });
    return all;
}

bool hasChildren(const std::vector<Listed>& all, const std::string& name)
{
    const std::string below = name + "/";
    const auto found = std::lower_bound(all.begin(), all.end(), below,
                                        [](const Listed& a, sv b) { return sv{a.name} < b; });
    return found != all.end() && found->name.starts_with(below);
}

struct ListRequest
{
    std::string pattern; // reference and pattern
    bool isDelimiterQuery = false;
    bool specialUseOnly = false; // selection options
    bool subscribedOnly = false;
    bool tellSubscribed = false; // return option
};

/// "(" [word *(SP word)] ")", each taken by `accept`.
template <class Accept>
bool readOptions(ArgReader& args, Accept accept)
{
    if (!args.skip('('))
        return false;
    for (bool first = true; !args.skip(')'); first = false)
    {
        if (!first && !args.space())
            return false;
        const auto option = args.atom();
        if (!option || !accept(*option))
            return false;
    }
    return true;
}

bool readSelection(ArgReader& args, ListRequest& request)
{
    const auto accept = [&](sv option)
    {
        request.specialUseOnly =
            request.specialUseOnly || equalsIgnoringCase(option, "SPECIAL-USE");
        request.subscribedOnly = request.subscribedOnly || equalsIgnoringCase(option, "SUBSCRIBED");
        return equalsIgnoringCase(option, "SPECIAL-USE") ||
               equalsIgnoringCase(option, "SUBSCRIBED");
    };
    return !args.at('(') || (readOptions(args, accept) && args.space());
}

bool readReturn(ArgReader& args, ListRequest& request)
{
    if (args.atEnd())
        return true;
    const auto accept = [&](sv option)
    {
        request.tellSubscribed = request.tellSubscribed || equalsIgnoringCase(option, "SUBSCRIBED");
        return equalsIgnoringCase(option, "SPECIAL-USE") ||
               equalsIgnoringCase(option, "SUBSCRIBED") || equalsIgnoringCase(option, "CHILDREN");
    };
    return args.space() && equalsIgnoringCase(args.word().value_or(sv{}), "RETURN") &&
           args.space() && readOptions(args, accept) && args.atEnd();
}

bool readNames(ArgReader& args, ListRequest& request)
{
    auto reference = args.astring();
    const auto pattern = reference && args.space() ? args.listMailbox() : std::nullopt;
    if (!pattern)
        return false;
    request.isDelimiterQuery = pattern->empty();
    request.pattern = *reference + *pattern;
    return true;
}

std::string attributes(const std::vector<Listed>& all, const Listed& mailbox,
                       const ListRequest& request)
{
    std::string text = hasChildren(all, mailbox.name) ? "\\HasChildren" : "\\HasNoChildren";
    if (!mailbox.use.empty())
        text.append(" ").append(mailbox.use);
    if (mailbox.subscribed && (request.tellSubscribed || request.subscribedOnly))
        text.append(" \\Subscribed");
    return text;
}

std::vector<ListEntry> list(const std::vector<Listed>& all, const ListRequest& request)
{
    MailboxPattern pattern{request.pattern};
    std::vector<ListEntry> entries;
    for (const Listed& mailbox : all)
    {
        const bool left = (request.specialUseOnly && mailbox.use.empty()) ||
                          (request.subscribedOnly && !mailbox.subscribed);
        if (!left && pattern.matches(mailbox.name))
            entries.push_back({mailbox.name, attributes(all, mailbox, request)});
    }
    return entries;
}

/// RFC 3501 §6.3.9: with "%", a level above a subscribed name that does not match itself is told as
/// \Noselect.
void addLevels(std::vector<ListEntry>& entries, MailboxPattern& pattern, const std::string& name)
{
    for (std::size_t slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1))
        if (pattern.matches(sv{name}.substr(0, slash)))
            entries.push_back({name.substr(0, slash), "\\Noselect"});
}

std::vector<ListEntry> lsub(const std::vector<Listed>& all, const ListRequest& request)
{
    MailboxPattern pattern{request.pattern};
    std::vector<ListEntry> entries;
    for (const Listed& mailbox : all)
    {
        if (!mailbox.subscribed)
            continue;
        if (pattern.matches(mailbox.name))
            entries.push_back({mailbox.name, {}});
        else if (request.pattern.ends_with('%'))
            addLevels(entries, pattern, mailbox.name);
    }
    // A real one comes before its level: "" sorts before "\Noselect".
    std::sort(entries.begin(), entries.end(),
              [](const ListEntry& a, const ListEntry& b)
              { return std::tie(a.name, a.attributes) < std::tie(b.name, b.attributes); });
    const auto end =
        std::unique(entries.begin(), entries.end(),
                    [](const ListEntry& a, const ListEntry& b) { return a.name == b.name; });
    entries.erase(end, entries.end());
    return entries;
}

using Choose = std::vector<ListEntry> (*)(const std::vector<Listed>&, const ListRequest&);

CommandResult answer(Session& session, Context& context, const ListRequest& request, sv command,
                     Choose choose)
{
    if (request.pattern.size() > MailboxPattern::kMaxBytes)
        return CommandResult::no("[LIMIT] Pattern too long");
    std::vector<ListEntry> entries;
    if (request.isDelimiterQuery)
        entries.push_back({{}, "\\Noselect"});
    else
        entries = choose(allMailboxes(session, context), request);
    return session.start(std::make_unique<ListJob>(command, std::move(entries)));
}

} // namespace

CommandResult cmdList(Session& session, Context& context, ArgReader& args)
{
    ListRequest request;
    if (!args.space() || !readSelection(args, request) || !readNames(args, request) ||
        !readReturn(args, request))
        return badArguments();
    return answer(session, context, request, "LIST", list);
}

CommandResult cmdLsub(Session& session, Context& context, ArgReader& args)
{
    ListRequest request;
    if (!args.space() || !readNames(args, request) || !args.atEnd())
        return badArguments();
    return answer(session, context, request, "LSUB", lsub);
}

} // namespace kc::imap
