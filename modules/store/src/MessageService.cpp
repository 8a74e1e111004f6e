// SPDX-License-Identifier: Apache-2.0
// Each function computes first, then hands one closure to the commit queue, then tells the caller
// and the watchers what became durable.
#include "MessageService.h"

#include "Append.h"
#include "Delivery.h"
#include "Keywords.h"
#include "Listing.h"
#include "Selection.h"

namespace kc::store
{

namespace
{

/// Rows of one statement that are texts of messages.
constexpr std::size_t kTextsAtOnce = 8;

} // namespace

Status MessageService::list(Context& context, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                            std::uint64_t sinceModseq, Sink<kc_message> messages)
{
    if (const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ); !may.ok())
        return may;
    const Listing listing{_tables->statements};
    return _tables->sql.read(
        context,
        [&](SqlTx& tx) { return listing.list(tx, mailbox, uids, fields, sinceModseq, messages); });
}

Status MessageService::open(Context& context, kc_id mailbox, std::uint32_t uid, kc_reader& out)
{
    bool found = false;
    const kc_uid_range only{uid, uid};
    const auto take = [&](const kc_opened& opened)
    {
        found = true;
        out = opened.message;
    };
    const Status status = openEach(context, mailbox, {&only, 1}, 0, take);
    return status.ok() && !found ? Status{KC_ENOTFOUND} : status;
}

Status MessageService::openEach(Context& context, kc_id mailbox, kc_uid_set uids,
                                std::uint64_t maxOctets, Sink<kc_opened> opened)
{
    if (const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ); !may.ok())
        return may;
    std::vector<Packed> packed;
    std::uint64_t octets = 0;
    const auto take = [&](const kc_sql_row& row)
    {
        packed.push_back({column<std::uint32_t>(row, 0), Layout::decode(textColumn(row, 1)),
                          std::string{textColumn(row, 2)}});
        octets += packed.back().octets();
        return octets < maxOctets;
    };
    const auto wantsMore = [&] { return packed.empty() || octets < maxOctets; };
    // A range in pieces: an engine may read all that a statement finds, wanted or not.
    const auto readRange = [&](SqlTx& tx, std::uint64_t first, std::uint32_t last)
    {
        while (first <= last && wantsMore())
        {
            const std::size_t before = packed.size();
            const Status status =
                tx.run(_tables->statements.contents,
                       {num(mailbox), num(first), num(last), num(kTextsAtOnce)}, take);
            if (!status.ok() || packed.size() < before + kTextsAtOnce)
                return status;
            first = std::uint64_t{packed.back().uid} + 1;
        }
        return Status{KC_OK};
    };
    const auto read = [&](SqlTx& tx)
    {
        Status status = KC_OK;
        for (std::size_t i = 0; i < uids.n && status.ok() && wantsMore(); ++i)
            status = readRange(tx, uids.p[i].first, uids.p[i].last);
        return status;
    };
    const Status status = _tables->sql.read(context, read);
    if (!status.ok())
        return status;
    const Pool<Decompressor>::Lease decompressor = _tables->decompressors.lease();
    for (Packed& one : packed)
    {
        const std::uint32_t uid = one.uid;
        auto source = makeSource(context, *decompressor, std::move(one));
        if (!opened({sizeof(kc_opened), uid, ReadSource::release(std::move(source))}))
            break;
    }
    return KC_OK;
}

std::unique_ptr<ContentSource> MessageService::makeSource(Context& context,
                                                          Decompressor& decompressor, Packed packed)
{
    if (!packed.layout)
        throw Fault{KC_ECORRUPT, "the layout of a message is damaged"};
    InlineText text{*packed.layout, std::move(packed.body), decompressor};
    return std::make_unique<ContentSource>(context.host(), _tables->attachments,
                                           std::move(*packed.layout), std::move(text));
}

Status MessageService::append(Context& context, kc_id mailbox, const kc_append* messages,
                              std::uint32_t n, Sink<kc_appended> appended)
{
    Standing standing;
    std::uint32_t rights = 0;
    if (const Status may =
            _tables->access.mailbox(context, mailbox, KC_RIGHT_CREATE, standing, rights);
        !may.ok())
        return may;
    const Allowance allowance = _tables->quotas.writing(context, accountOf(mailbox));
    Append append{*_tables, mailbox, standing.creator(), allowance};
    for (const kc_append& one : std::span{messages, n})
        if (const Status taken = append.take(context, one); !taken.ok())
            return taken;
    const Status status = _tables->sql.transact(context, [&](SqlTx& tx) { return append.run(tx); });
    if (!status.ok() || n == 0)
        return status;
    _tables->quotas.added(allowance, append.octets());
    _tables->watchers.notify(accountOf(mailbox), mailbox);
    append.push(appended);
    return KC_OK;
}

Status MessageService::deliver(Context& context, const kc_reader& message, std::int64_t received,
                               const kc_recipient* recipients, std::uint32_t n,
                               Sink<kc_delivered> results)
{
    if (const Status may = Access::systemOnly(context); !may.ok())
        return may;
    const Pool<Intake>::Lease intake = _tables->intakes.lease();
    const Status taken =
        intake->take(context, message, _tables->attachments, _tables->attachmentMinSize.load());
    if (!taken.ok())
        return taken;
    Delivery delivery{_tables->arrivals, intake->content(), received, {recipients, n}};
    delivery.prepare(context, _tables->people, _tables->quotas);
    const Status status =
        _tables->sql.transact(context, [&](SqlTx& tx) { return delivery.run(tx); });
    if (!status.ok())
        return status;
    delivery.eachArrival(
        [&](const Arrival& arrival, const Allowance& allowance)
        {
            _tables->quotas.added(allowance, intake->content().octets);
            _tables->watchers.notify(arrival.account, arrival.mailbox);
        });
    delivery.push(results);
    return KC_OK;
}

namespace
{

void pushFlagged(const std::vector<Flagged>& messages, const Sink<kc_message>& to)
{
    kc_message message{};
    message.size = sizeof message;
    for (const Flagged& one : messages)
    {
        message.uid = one.uid;
        message.flags = one.flags;
        message.email = one.email;
        message.modseq = one.modseq;
        message.keywords = str(one.keywords);
        if (!to(message))
            return;
    }
}

} // namespace

/// Seen is for who reads, Deleted for who may remove, and all else for who may edit. `onlyBy`:
/// whose messages alone.
Status MessageService::mayFlag(Context& context, kc_id mailbox, const kc_flag_update& update,
                               kc_id& onlyBy)
{
    Standing standing;
    std::uint32_t rights = 0;
    const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ, standing, rights);
    if (!may.ok() || standing.isWhole)
        return may;
    const bool replaces = update.change == KC_FLAGS_REPLACE;
    const std::uint32_t others = update.flags & ~std::uint32_t{KC_FLAG_SEEN | KC_FLAG_DELETED};
    Reach reached = Reach::All;
    if (replaces || (update.flags & KC_FLAG_DELETED) != 0)
        reached = reach(rights, KC_RIGHT_DELETE_ALL, KC_RIGHT_DELETE_OWN);
    if (replaces || others != 0 || update.keywords.n != 0)
        reached = std::min(reached, reach(rights, KC_RIGHT_EDIT_ALL, KC_RIGHT_EDIT_OWN));
    onlyBy = reached == Reach::Own ? standing.actor : 0;
    return reached == Reach::None ? Status{KC_EDENIED} : Status{KC_OK};
}

Status MessageService::mayRemove(Context& context, kc_id mailbox, kc_id& onlyBy)
{
    Standing standing;
    std::uint32_t rights = 0;
    const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ, standing, rights);
    if (!may.ok() || standing.isWhole)
        return may;
    const Reach reached = reach(rights, KC_RIGHT_DELETE_ALL, KC_RIGHT_DELETE_OWN);
    onlyBy = reached == Reach::Own ? standing.actor : 0;
    return reached == Reach::None ? Status{KC_EDENIED} : Status{KC_OK};
}

Status MessageService::mayTransfer(Context& context, kc_id from, kc_id to, kc_transfer mode,
                                   LeavingTerms& terms)
{
    const Status source = mode == KC_MOVE ? mayRemove(context, from, terms.onlyBy)
                                          : _tables->access.mailbox(context, from, KC_RIGHT_READ);
    if (!source.ok())
        return source;
    Standing standing;
    std::uint32_t rights = 0;
    const Status target = _tables->access.mailbox(context, to, KC_RIGHT_CREATE, standing, rights);
    terms.creator = standing.creator();
    return target;
}

Status MessageService::setFlags(Context& context, kc_id mailbox, kc_uid_set uids,
                                const kc_flag_update& update, Sink<kc_message> changed,
                                Sink<kc_message> kept)
{
    kc_id onlyBy = 0;
    if (const Status may = mayFlag(context, mailbox, update, onlyBy); !may.ok())
        return may;
    const FlagEdit edit{update};
    if (edit.keywords.size() > kMaxKeywordOctets)
        return KC_ETOOBIG;
    FlagResult result;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx)
        {
            return areAllBy(tx, _tables->accessStatements, onlyBy, mailbox, uids)
                       ? _tables->flags.change(tx, mailbox, uids, edit, result)
                       : Status{KC_EDENIED};
        });
    if (!status.ok())
        return status;
    if (!result.changed.empty())
        _tables->watchers.notify(accountOf(mailbox), mailbox);
    pushFlagged(result.changed, changed);
    pushFlagged(result.kept, kept);
    return KC_OK;
}

Status MessageService::transfer(Context& context, kc_id from, kc_uid_set uids, kc_id to,
                                kc_transfer mode, Sink<kc_transferred> transferred)
{
    LeavingTerms terms;
    if (const Status may = mayTransfer(context, from, to, mode, terms); !may.ok())
        return may;
    terms.allowance = _tables->quotas.writing(context, accountOf(to));
    const std::int64_t now = currentTime();
    LeavingResult result;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx)
        { return _tables->leaving.transfer(tx, from, uids, to, mode, terms, now, result); });
    if (!status.ok() || result.from.empty())
        return status;
    if (mode == KC_COPY || result.fromAccount != result.toAccount)
        _tables->quotas.added(terms.allowance, static_cast<std::uint64_t>(result.octets));
    if (mode == KC_MOVE)
        _tables->watchers.notify(result.fromAccount, from);
    _tables->watchers.notify(result.toAccount, to);
    for (std::size_t i = 0; i < result.from.size(); ++i)
        if (!transferred({sizeof(kc_transferred), result.from[i], result.to[i]}))
            break;
    return KC_OK;
}

Status MessageService::expunge(Context& context, kc_id mailbox, kc_uid_set uids,
                               Sink<kc_vanished> expunged)
{
    LeavingTerms terms;
    if (const Status may = mayRemove(context, mailbox, terms.onlyBy); !may.ok())
        return may;
    const std::int64_t now = currentTime();
    LeavingResult result;
    const Status status = _tables->sql.transact(
        context,
        [&](SqlTx& tx) { return _tables->leaving.expunge(tx, mailbox, uids, terms, now, result); });
    if (!status.ok() || result.from.empty())
        return status;
    _tables->watchers.notify(result.fromAccount, mailbox);
    for (const std::uint32_t uid : result.from)
        if (!expunged({sizeof(kc_vanished), uid}))
            break;
    return KC_OK;
}

Status MessageService::changes(Context& context, kc_id mailbox, std::uint64_t sinceModseq,
                               Sink<kc_mailbox> now, Sink<kc_message> messages,
                               Sink<kc_vanished> vanished)
{
    if (const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ); !may.ok())
        return may;
    const Listing listing{_tables->statements};
    return _tables->sql.read(
        context, [&](SqlTx& tx)
        { return listing.changes(tx, mailbox, sinceModseq, now, messages, vanished); });
}

Status MessageService::select(Context& context, kc_id mailbox, Sink<kc_mailbox> now,
                              Sink<kc_uid_range> uids, std::uint32_t& firstUnseen)
{
    if (const Status may = _tables->access.mailbox(context, mailbox, KC_RIGHT_READ); !may.ok())
        return may;
    const Selection selection{_tables->statements};
    return _tables->sql.read(context, [&](SqlTx& tx)
                             { return selection.run(tx, mailbox, now, uids, firstUnseen); });
}

} // namespace kc::store
