// SPDX-License-Identifier: Apache-2.0
// See Updates.h.
#include "Updates.h"

#include "mailbox/Flags.h"

namespace kc::imap
{

namespace
{

constexpr std::size_t kExpungesAtOnce = 10'000;
constexpr std::size_t kVanishedAtOnce = 100'000;
constexpr std::size_t kFlagsAtOnce = 1'000;

void tellFlags(const UpdateOutput& to, MailboxView& view)
{
    const UidRanges changed = view.firstChanged(kFlagsAtOnce);
    const bool modseq = to.client.has(Extension::Condstore);
    const auto tell = [&](const kc_message& message)
    {
        const std::uint32_t number = view.numberOf(message.uid);
        if (number == 0)
            return;
        to.out << "* " << number << " FETCH (UID " << message.uid << " FLAGS ("
               << flagText(message.flags, kc::view(message.keywords)) << ')';
        if (modseq)
        {
            to.out << " MODSEQ (" << message.modseq << ')';
            view.told().said(message.modseq);
        }
        to.out << ")\r\n";
    };
    (void)to.mail.list(to.context, view.id(), uidSet(changed), KC_MESSAGE_FLAGS, 0, tell);
    view.dropChanged(kFlagsAtOnce); // after list(): a fault leaves them for the next time
}

/// RFC 7162 §3.2.10: uids instead of numbers, once QRESYNC is enabled.
void tellExpunges(const UpdateOutput& to, MailboxView& view)
{
    if (to.client.has(Extension::Qresync))
        to.out << "* VANISHED " << uidText(view.takeVanished(kVanishedAtOnce)) << "\r\n";
    else
        for (const std::uint32_t number : view.takeExpunged(kExpungesAtOnce))
            to.out << "* " << number << " EXPUNGE\r\n";
}

} // namespace

void takeInChanges(Context& context, Mail& mail, MailboxView& view)
{
    std::uint64_t modseq = view.modseq();
    const auto now = [&](const kc_mailbox& mailbox) { modseq = mailbox.modseq; };
    const auto message = [&](const kc_message& changed)
    {
        if (!view.add(changed.uid) && !view.isOwn(changed.modseq))
            view.change(changed.uid);
    };
    const auto vanished = [&](const kc_vanished& gone) { view.vanish(gone.uid); };
    const Status status = mail.changes(context, view.id(), view.modseq(), now, message, vanished);
    if (!status.ok())
        view.vanishAll(); // it was deleted, or a right taken away: for this client it is empty
    view.reached(modseq);
}

bool tellUpdates(const UpdateOutput& to, MailboxView& view, Expunges expunges)
{
    if (expunges == Expunges::Tell && view.hasExpunged())
        tellExpunges(to, view);
    if (view.takeNewExists())
        to.out << "* " << view.exists() << " EXISTS\r\n";
    if (view.hasChanged())
        tellFlags(to, view);
    if (!view.hasChanged() && !view.hasExpunged())
        view.told().completed(view.modseq());
    return !view.hasChanged() && !(expunges == Expunges::Tell && view.hasExpunged());
}

} // namespace kc::imap
