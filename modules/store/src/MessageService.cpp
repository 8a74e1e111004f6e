// SPDX-License-Identifier: Apache-2.0
// Each function computes first, then hands one closure to the commit queue, then tells the caller
// and the watchers what became durable.
#include "MessageService.h"

#include "Append.h"
#include "Delivery.h"
#include "Keywords.h"
#include "Listing.h"

namespace kc::store
{

Status MessageService::list(Context& context, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                            std::uint64_t sinceModseq, Sink<kc_message> messages)
{
    const Listing listing{_tables->statements};
    return _tables->sql.read(
        context,
        [&](SqlTx& tx) { return listing.list(tx, mailbox, uids, fields, sinceModseq, messages); });
}

Status MessageService::open(Context& context, kc_id mailbox, std::uint32_t uid, kc_reader& out)
{
    bool found = false;
    std::string encodedLayout, body;
    const Status status =
        _tables->sql.read(context,
                          [&](SqlTx& tx)
                          {
                              return tx.run(_tables->statements.content, {num(mailbox), num(uid)},
                                            [&](const kc_sql_row& row)
                                            {
                                                found = true;
                                                encodedLayout = textColumn(row, 0);
                                                body = textColumn(row, 1);
                                            });
                          });
    if (!status.ok() || !found)
        return status.ok() ? Status{KC_ENOTFOUND} : status;
    out = ReadSource::release(makeSource(context, encodedLayout, std::move(body)));
    return KC_OK;
}

std::unique_ptr<ContentSource> MessageService::makeSource(Context& context, sv encodedLayout,
                                                          std::string body)
{
    std::optional<Layout> layout = Layout::decode(encodedLayout);
    if (!layout)
        throw Fault{KC_ECORRUPT, "the layout of a message is damaged"};
    if (layout->compressed)
        body = _tables->decompressors.lease()->decompress(body, layout->inlineOctets);
    if (body.size() != layout->inlineOctets)
        throw Fault{KC_ECORRUPT, "the stored text of a message has a wrong length"};
    return std::make_unique<ContentSource>(context.host(), _tables->attachments, std::move(*layout),
                                           std::move(body));
}

Status MessageService::append(Context& context, kc_id mailbox, const kc_append* messages,
                              std::uint32_t n, Sink<kc_appended> appended)
{
    Append append{*_tables, mailbox};
    for (const kc_append& one : std::span{messages, n})
        if (const Status taken = append.take(context, one); !taken.ok())
            return taken;
    const Status status = _tables->sql.transact(context, [&](SqlTx& tx) { return append.run(tx); });
    if (!status.ok() || n == 0)
        return status;
    _tables->watchers.notify(accountOf(mailbox), mailbox);
    append.push(appended);
    return KC_OK;
}

Status MessageService::deliver(Context& context, const kc_reader& message, std::int64_t received,
                               const kc_recipient* recipients, std::uint32_t n,
                               Sink<kc_delivered> results)
{
    const Pool<Intake>::Lease intake = _tables->intakes.lease();
    const Status taken =
        intake->take(context, message, _tables->attachments, _tables->attachmentMinSize.load());
    if (!taken.ok())
        return taken;
    Delivery delivery{_tables->arrivals, intake->content(), received, {recipients, n}};
    const Status status =
        _tables->sql.transact(context, [&](SqlTx& tx) { return delivery.run(tx); });
    if (!status.ok())
        return status;
    delivery.eachArrival([&](const Arrival& arrival)
                         { _tables->watchers.notify(arrival.account, arrival.mailbox); });
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

Status MessageService::setFlags(Context& context, kc_id mailbox, kc_uid_set uids,
                                const kc_flag_update& update, Sink<kc_message> changed,
                                Sink<kc_message> kept)
{
    const FlagEdit edit{update};
    if (edit.keywords.size() > kMaxKeywordOctets)
        return KC_ETOOBIG;
    FlagResult result;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx) { return _tables->flags.change(tx, mailbox, uids, edit, result); });
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
    const std::int64_t now = currentTime();
    LeavingResult result;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx)
        { return _tables->leaving.transfer(tx, from, uids, to, mode, now, result); });
    if (!status.ok() || result.from.empty())
        return status;
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
    LeavingResult result;
    const Status status = _tables->sql.transact(
        context, [&](SqlTx& tx) { return _tables->leaving.expunge(tx, mailbox, uids, result); });
    if (!status.ok() || result.from.empty())
        return status;
    _tables->watchers.notify(result.fromAccount, mailbox);
    for (const std::uint32_t uid : result.from)
        if (!expunged({sizeof(kc_vanished), uid}))
            break;
    if (result.doomed)
        _tables->reclaimer.reclaim(context);
    return KC_OK;
}

Status MessageService::changes(Context& context, kc_id mailbox, std::uint64_t sinceModseq,
                               Sink<kc_mailbox> now, Sink<kc_message> messages,
                               Sink<kc_vanished> vanished)
{
    const Listing listing{_tables->statements};
    return _tables->sql.read(
        context, [&](SqlTx& tx)
        { return listing.changes(tx, mailbox, sinceModseq, now, messages, vanished); });
}

} // namespace kc::store
