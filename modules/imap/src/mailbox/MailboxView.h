// SPDX-License-Identifier: Apache-2.0
// The selected mailbox as this session's client knows it: which uid has which
// sequence number, up to which change. It moves only when the client is told
// (RFC 3501 §5.5, §7.4.1); an expunge waits in it until it may be told.
#pragma once

#include "ToldModseq.h"
#include "UidList.h"
#include "wire/SequenceSet.h"

#include <kc/store.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace kc::imap
{

enum class Access : bool
{
    ReadWrite,
    ReadOnly
};

/// Whether EXPUNGE may be sent now: never while FETCH, STORE or SEARCH run (RFC
/// 3501 §7.4.1).
enum class Expunges : bool
{
    Hold,
    Tell
};

class MailboxView
{
public:
    MailboxView(const kc_mailbox& mailbox, Access access)
        : _id{mailbox.id},
          _account{mailbox.account},
          _modseq{mailbox.modseq},
          _told{mailbox.modseq},
          _uidValidity{mailbox.uid_validity},
          _access{access}
    {
    }

    kc_id id() const { return _id; }

    /// Whose mailbox it is.
    kc_id account() const { return _account; }

    std::uint32_t uidValidity() const { return _uidValidity; }

    bool isReadOnly() const { return _access == Access::ReadOnly; }

    std::uint32_t exists() const { return _uids.size(); }

    /// The largest uid that the client knows or knew.
    std::uint32_t lastUid() const { return _lastUid; }

    /// The change up to which all is in this view, if perhaps not told yet.
    std::uint64_t modseq() const { return _modseq; }

    ToldModseq& told() { return _told; }

    /// The sequence number of a uid; 0 if the client does not know it.
    std::uint32_t numberOf(std::uint32_t uid) const { return _uids.numberOf(uid); }

    std::uint32_t uidOf(std::uint32_t number) const { return _uids.uidOf(number); }

    /// The uids of a set of sequence numbers. Nothing if one is larger than there
    /// are messages. "*" in an empty mailbox is an empty set: clients ask 1:*
    /// without looking.
    std::optional<UidRanges> uidsOfNumbers(const SequenceSet& numbers) const;
    /// The uids of a set of uids, those that the client does not know left out at
    /// the upper end.
    UidRanges uidsOfUids(const SequenceSet& uids) const;

    /// At SELECT: messages, in uid order.
    void addRange(kc_uid_range uids);
    /// For each message of a change, in uid order. False if it was known already,
    /// or was and is gone.
    bool add(std::uint32_t uid);

    /// No more to add for now: gives spare memory back.
    void settle() { _uids.settle(); }

    /// A message is gone; held until takeExpunged().
    void vanish(std::uint32_t uid);
    /// The mailbox is gone and all its messages.
    void vanishAll();
    bool hasExpunged() const { return !_vanished.empty(); }
    /// Forgets up to `limit` messages that are gone; their sequence numbers as
    /// EXPUNGE counts them, each after those before it.
    std::vector<std::uint32_t> takeExpunged(std::size_t limit);
    /// The same, as uids: for VANISHED (RFC 7162 §3.2.10).
    UidRanges takeVanished(std::size_t limit);

    /// True once after exists() has become another number than the client was
    /// told.
    bool takeNewExists() { return std::exchange(_toldExists, exists()) != exists(); }

    /// Flags of a message have changed; held until dropChanged().
    void change(std::uint32_t uid);
    /// The first `limit` uids of messages with changed flags.
    UidRanges firstChanged(std::size_t limit);
    void dropChanged(std::size_t limit);
    bool hasChanged() const { return !_changed.empty(); }

    void reached(std::uint64_t modseq)
    {
        _modseq = modseq;
        _own.clear();
    }

    /// A change that this session made itself: its client learns of it by the
    /// command.
    void addOwn(std::uint64_t modseq)
    {
        if (_own.empty() || _own.back() != modseq)
            _own.push_back(modseq);
    }

    bool isOwn(std::uint64_t modseq) const;

    /// The search result variable "$" (RFC 5182), as uids; those gone since match
    /// nothing.
    const UidRanges& saved() const { return _saved; }

    void save(UidRanges found) { _saved = std::move(found); }

private:
    kc_id _id;
    kc_id _account;
    std::uint64_t _modseq;
    ToldModseq _told;
    UidList _uids;
    UidRanges _vanished, _changed; // not in order; the first all in _uids
    std::vector<std::uint64_t> _own;
    UidRanges _saved;
    std::uint32_t _uidValidity;
    std::uint32_t _lastUid = 0; // the largest ever known
    std::uint32_t _toldExists = 0;
    Access _access;
};

} // namespace kc::imap
