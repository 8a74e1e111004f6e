// SPDX-License-Identifier: Apache-2.0
// The answer of LIST and LSUB in pieces: an account may have 100,000 mailboxes.
#pragma once

#include "Job.h"

#include <string>
#include <vector>

namespace kc::imap
{

struct OwnedMailbox;

/// What LIST says of one name.
struct ListEntry
{
    std::string name; ///< as the client spells it, not quoted
    std::string attributes;
    std::string extended; ///< RFC 5258 §6, mbox-list-extended; empty: none
    std::string status;   ///< a STATUS response that follows; empty: none
};

/// What is told of a mailbox by itself: its use and \Subscribed.
std::string attributesOf(const OwnedMailbox& mailbox);

/// "* LIST (attributes) "/" name", with what is extended.
std::string listLine(sv command, const ListEntry& entry);

/// The extended item by which a client learns what became of a name (RFC 9051 §6.3.9.7).
std::string oldName(sv spelled);

class ListJob final : public Job
{
public:
    ListJob(sv command, std::vector<ListEntry> entries)
        : _command{command}, _entries{std::move(entries)}
    {
    }

    std::optional<CommandResult> step(Session& session, Context& context) override;

private:
    sv _command; // a literal
    std::vector<ListEntry> _entries;
    std::size_t _next = 0;
};

} // namespace kc::imap
