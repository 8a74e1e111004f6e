// SPDX-License-Identifier: Apache-2.0
// LIST (RFC 3501 §6.3.8, RFC 5258) with CHILDREN (RFC 3348), SPECIAL-USE (RFC 6154) and STATUS (RFC
// 5819), and LSUB (§6.3.9).
#include "CommandTable.h"
#include "ListJob.h"
#include "ListRequest.h"
#include "mailbox/MailboxName.h"
#include "mailbox/MailboxPattern.h"
#include "mailbox/SpecialUse.h"

#include <kc/text/Normalize.h>

#include <algorithm>

namespace kc::imap
{

namespace
{

/// A mailbox as far as LIST shows it.
struct Listed
{
    std::string name; ///< as the client spells it
    sv use;           ///< RFC 6154 §2
    kc_mailbox raw;   ///< its texts are not valid
    bool selectedBelow = false;

    bool subscribed() const { return raw.subscribed != 0; }

    /// Is it a level of a name only, and no mailbox?
    bool isLevel() const { return raw.id == 0; }
};

using ListedMailboxes = std::vector<Listed>;

ListedMailboxes allMailboxes(Session& session, Context& context)
{
    ListedMailboxes all;
    const NameForm form = session.nameForm();
    const auto take = [&](const kc_mailbox& row) {
        all.push_back({spelledName(kc::view(row.name), form), specialUse(kc::view(row.role)), row});
    };
    session.mailboxes().list(context, Sink<kc_mailbox>{take});
    std::sort(all.begin(), all.end(),
              [](const Listed& a, const Listed& b) { return a.name < b.name; });
    return all;
}

template <class All>
auto lowerBound(All& all, sv name)
{
    return std::lower_bound(all.begin(), all.end(), name,
                            [](const Listed& a, sv b) { return sv{a.name} < b; });
}

bool hasChildren(const ListedMailboxes& all, const std::string& name)
{
    const std::string below = name + "/";
    const auto found = lowerBound(all, below);
    return found != all.end() && found->name.starts_with(below);
}

/// Calls `visit` for each level above a name.
template <class Visit>
void eachLevelAbove(sv name, Visit&& visit)
{
    for (std::size_t slash = name.find('/'); slash != sv::npos; slash = name.find('/', slash + 1))
        visit(name.substr(0, slash));
}

bool isSelected(const Listed& mailbox, const ListRequest& request)
{
    return !(request.specialUseOnly && mailbox.use.empty()) &&
           !(request.subscribedOnly && !mailbox.subscribed());
}

/// RECURSIVEMATCH: finds what has selected mailboxes below it.
void markLevelsAbove(ListedMailboxes& all, const ListRequest& request)
{
    const auto mark = [&](sv level)
    {
        const auto found = lowerBound(all, level);
        if (found != all.end() && found->name == level)
            found->selectedBelow = true;
    };
    for (const Listed& mailbox : all)
        if (isSelected(mailbox, request))
            eachLevelAbove(mailbox.name, mark);
}

std::string attributes(const ListedMailboxes& all, const Listed& mailbox,
                       const ListRequest& request)
{
    std::string text = mailbox.isLevel() ? "\\Noselect " : "";
    text.append(hasChildren(all, mailbox.name) ? "\\HasChildren" : "\\HasNoChildren");
    if (!mailbox.use.empty())
        text.append(" ").append(mailbox.use);
    if (mailbox.subscribed() && request.tellSubscribed)
        text.append(" \\Subscribed");
    return text;
}

/// RFC 5258 §3.5: which selection options something below matches.
sv childInfo(const ListRequest& request)
{
    if (!request.specialUseOnly)
        return "(\"CHILDINFO\" (\"SUBSCRIBED\"))";
    return request.subscribedOnly ? "(\"CHILDINFO\" (\"SUBSCRIBED\" \"SPECIAL-USE\"))"
                                  : "(\"CHILDINFO\" (\"SPECIAL-USE\"))";
}

/// Modified UTF-7 stays as it is written: a wildcard may stand where a shift is open. A pattern
/// that is no UTF-8 matches nothing (RFC 9051 §6.3.9).
std::vector<MailboxPattern> patternsOf(const ListRequest& request, NameForm form)
{
    std::vector<MailboxPattern> patterns;
    for (const std::string& pattern : request.patterns)
        patterns.emplace_back(form == NameForm::Utf8 ? text::normalizeNfc(pattern).value_or(pattern)
                                                     : pattern);
    return patterns;
}

bool matchesAny(std::vector<MailboxPattern>& patterns, sv name)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](MailboxPattern& pattern) { return pattern.matches(name); });
}

std::vector<ListEntry> list(Session& session, Context& context, ListedMailboxes& all,
                            const ListRequest& request)
{
    if (request.recursive)
        markLevelsAbove(all, request);
    std::vector<MailboxPattern> patterns = patternsOf(request, session.nameForm());
    std::vector<ListEntry> entries;
    for (const Listed& mailbox : all)
    {
        if (!(isSelected(mailbox, request) || mailbox.selectedBelow) ||
            !matchesAny(patterns, mailbox.name))
            continue;
        ListEntry& entry = entries.emplace_back();
        entry.name = mailbox.name;
        entry.attributes = attributes(all, mailbox, request);
        if (mailbox.selectedBelow)
            entry.extended = childInfo(request);
        if (request.status && !mailbox.isLevel() &&
            isSelected(mailbox, request)) // RFC 5819 §3: not for its children's sake
            entry.status = request.status->line(session, context, mailbox.name, mailbox.raw);
    }
    return entries;
}

std::vector<ListEntry> lsub(Session& session, Context&, ListedMailboxes& all,
                            const ListRequest& request)
{
    std::vector<MailboxPattern> patterns = patternsOf(request, session.nameForm());
    std::vector<ListEntry> entries;
    // RFC 3501 §6.3.9: with "%", a level above a subscribed name that does not match itself is told
    // as \Noselect.
    const auto addLevel = [&](sv level)
    {
        if (matchesAny(patterns, level))
            entries.push_back({std::string{level}, "\\Noselect", {}, {}});
    };
    for (const Listed& mailbox : all)
    {
        if (!mailbox.subscribed())
            continue;
        if (matchesAny(patterns, mailbox.name))
            entries.push_back({mailbox.name, {}, {}, {}});
        else if (request.patterns.front().ends_with('%'))
            eachLevelAbove(mailbox.name, addLevel);
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

using Choose = std::vector<ListEntry> (*)(Session&, Context&, ListedMailboxes&, const ListRequest&);

CommandResult answer(Session& session, Context& context, const ListRequest& request, sv command,
                     Choose choose)
{
    if (request.patternBytes() > MailboxPattern::kMaxBytes)
        return CommandResult::no("[LIMIT] Pattern too long");
    std::vector<ListEntry> entries;
    if (request.isDelimiterQuery())
        entries.push_back({{}, "\\Noselect", {}, {}});
    else
    {
        ListedMailboxes all = allMailboxes(session, context);
        entries = choose(session, context, all, request);
    }
    return session.start(std::make_unique<ListJob>(command, std::move(entries)));
}

} // namespace

CommandResult cmdList(Session& session, Context& context, ArgReader& args)
{
    const auto request = ListRequest::parse(args);
    if (request && request->status && request->status->has("HIGHESTMODSEQ")) // RFC 7162 §3.1
        session.enable(Extension::Condstore);
    return request ? answer(session, context, *request, "LIST", list) : badArguments();
}

CommandResult cmdLsub(Session& session, Context& context, ArgReader& args)
{
    const auto request = ListRequest::parsePlain(args);
    return request ? answer(session, context, *request, "LSUB", lsub) : badArguments();
}

} // namespace kc::imap
