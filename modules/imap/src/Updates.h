// SPDX-License-Identifier: Apache-2.0
// Brings a view up to what the store has and tells the client: EXPUNGE or VANISHED, EXISTS, FETCH
// (RFC 3501 §7.3, §7.4, RFC 7162 §3.2.10). One call writes a bounded amount; the rest stays in the
// view for the next.
#pragma once

#include "Extensions.h"
#include "mailbox/MailboxView.h"
#include "wire/Output.h"

#include <kc/store.hpp>

namespace kc::imap
{

/// Takes in what changed in the mailbox since the view's state. Throws Fault.
void takeInChanges(Context& context, Mail& mail, MailboxView& view);

struct UpdateOutput
{
    Context& context;
    Mail& mail;
    Output& out;
    const Extensions& client;
};

/// Tells what the view holds back. False if there is more to tell.
bool tellUpdates(const UpdateOutput& to, MailboxView& view, Expunges expunges);

} // namespace kc::imap
