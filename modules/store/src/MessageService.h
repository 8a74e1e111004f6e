// SPDX-License-Identifier: Apache-2.0
// kc.store.mail/1 over the tables: messages.
#pragma once

#include "ContentSource.h"
#include "Tables.h"

#include <kc/store.hpp>

namespace kc::store
{

class MessageService final : public Mail
{
public:
    /// Before the first call, in start().
    void serve(Tables& tables) { _tables = &tables; }

    Status list(Context& context, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                std::uint64_t sinceModseq, Sink<kc_message> messages) override;
    Status open(Context& context, kc_id mailbox, std::uint32_t uid, kc_reader& out) override;
    Status append(Context& context, kc_id mailbox, const kc_append* messages, std::uint32_t n,
                  Sink<kc_appended> appended) override;
    Status deliver(Context& context, const kc_reader& message, std::int64_t received,
                   const kc_recipient* recipients, std::uint32_t n,
                   Sink<kc_delivered> results) override;
    Status setFlags(Context& context, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                    Sink<kc_message> changed, Sink<kc_message> kept) override;
    Status transfer(Context& context, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                    Sink<kc_transferred> transferred) override;
    Status expunge(Context& context, kc_id mailbox, kc_uid_set uids,
                   Sink<kc_vanished> expunged) override;
    Status changes(Context& context, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                   Sink<kc_message> messages, Sink<kc_vanished> vanished) override;
    Status select(Context& context, kc_id mailbox, Sink<kc_mailbox> now, Sink<kc_uid_range> uids,
                  std::uint32_t& firstUnseen) override;
    Status openEach(Context& context, kc_id mailbox, kc_uid_set uids, std::uint64_t maxOctets,
                    Sink<kc_opened> opened) override;

private:
    /// A message's columns as they are stored.
    struct Packed
    {
        std::uint32_t uid;
        std::optional<Layout> layout; // nothing: damaged
        std::string body;

        /// What its stream will hold in memory.
        std::uint64_t octets() const
        {
            return sizeof(ContentSource) + (layout ? InlineText::octets(*layout, body.size()) +
                                                         layout->pieces.size() * sizeof(Piece)
                                                   : 0);
        }
    };

    /// Its stream. Throws Fault when the columns are damaged.
    std::unique_ptr<ContentSource> makeSource(Context& context, Decompressor& decompressor,
                                              Packed packed);

    Status mayFlag(Context& context, kc_id mailbox, const kc_flag_update& update, kc_id& onlyBy);
    Status mayRemove(Context& context, kc_id mailbox, kc_id& onlyBy);
    Status mayTransfer(Context& context, kc_id from, kc_id to, kc_transfer mode,
                       LeavingTerms& terms);

    Tables* _tables = nullptr;
};

} // namespace kc::store
