// SPDX-License-Identifier: Apache-2.0
// See Vanished.h.
#include "Vanished.h"

#include "Session.h"

namespace kc::imap
{

void writeVanishedEarlier(Output& out, UidRanges gone)
{
    if (gone.empty())
        return;
    normalize(gone);
    out << "* VANISHED (EARLIER) " << uidText(gone) << "\r\n";
}

void tellVanishedEarlier(Session& session, Context& context, std::uint64_t since,
                         const UidRanges& asked)
{
    UidRanges gone;
    const auto now = [](const kc_mailbox&) {};
    const auto message = [](const kc_message&) {};
    const auto vanished = [&](const kc_vanished& row)
    {
        if (contains(asked, row.uid) && session.view().numberOf(row.uid) == 0)
            addUid(gone, row.uid);
    };
    (void)session.mail().changes(context, session.view().id(), since, now, message, vanished);
    writeVanishedEarlier(session.out(), std::move(gone));
}

} // namespace kc::imap
