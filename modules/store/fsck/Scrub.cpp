// SPDX-License-Identifier: Apache-2.0
// The part of the check that reads contents: what a message is made of, and what is derived from
// it: references to its attachments, and the summaries of the emails that have it.
#include "Check.h"
#include "Ids.h"

#include <kc/mime/Scanner.h>
#include <kc/mime/Summary.h>

#include <algorithm>

namespace kc::store
{

namespace
{

constexpr sv kOwner = "store";

/// The contents of the attachments that a layout names, each once.
std::set<std::string> digestsOf(const Layout& layout)
{
    std::set<std::string> digests;
    for (const Piece& piece : layout.pieces)
        if (piece.kind != PieceKind::Inline)
            digests.emplace(piece.digest.begin(), piece.digest.end());
    return digests;
}

} // namespace

void Check::scrub(Context& context)
{
    const std::int32_t next = _sql.prepare(
        context, "SELECT id, layout, body FROM st_content WHERE id > ?1 ORDER BY id LIMIT 1");
    _emails = _sql.prepare(context, "SELECT id, summary FROM st_email WHERE content = ?1");
    if (_attachments != nullptr)
        _references = _sql.prepare(context, "SELECT b.digest FROM sis_ref r JOIN sis_blob b"
                                            " ON b.id = r.\"blob\" WHERE r.owner = 'store'"
                                            " AND r.holder = ?1");
    _countAttachments = _sql.prepare(context, "SELECT attachments FROM st_content WHERE id = ?1");
    _setAttachments = _sql.prepare(context, "UPDATE st_content SET attachments = ?2 WHERE id = ?1");
    _setSummary = _sql.prepare(context, "UPDATE st_email SET summary = ?2 WHERE id = ?1");
    kc_id content = INT64_MIN;
    for (bool more = true; more;)
    {
        more = false;
        std::string layout, body;
        (void)_sql.read(context,
                        [&](SqlTx& tx)
                        {
                            return tx.run(next, {num(content)},
                                          [&](const kc_sql_row& row)
                                          {
                                              more = true;
                                              content = column(row, 0);
                                              layout = textColumn(row, 1);
                                              body = textColumn(row, 2);
                                          });
                        });
        if (more)
            scrubOne(context, content, layout, std::move(body));
    }
}

void Check::scrubOne(Context& context, kc_id content, sv encodedLayout, std::string body)
{
    const std::string what = "content " + std::to_string(content) + ": ";
    std::optional<Layout> layout = Layout::decode(encodedLayout);
    if (!layout)
        return report(what + "its layout is damaged", Repair::No);
    compareReferences(context, content, *layout);
    mime::Scanner scanner;
    try // a message that cannot be read is a finding; the others are still to be looked at
    {
        InlineText text{*layout, std::move(body), _decompressor};
        ContentSource source{context.host(), _attachments, std::move(*layout), std::move(text)};
        std::vector<char> buffer(256 * 1024);
        while (const std::size_t got = source.read(context, buffer))
            scanner.feed({buffer.data(), got});
    }
    catch (const Fault& fault)
    {
        return report(what + "it cannot be read: " + fault.what(), Repair::No);
    }
    compareSummaries(context, content, mime::summarize(scanner.finish()).encode());
}

void Check::compareSummaries(Context& context, kc_id content, const std::string& summary)
{
    std::vector<kc_id> wrong;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        return tx.run(_emails, {num(content)},
                                      [&](const kc_sql_row& row)
                                      {
                                          if (textColumn(row, 1) != summary)
                                              wrong.push_back(column(row, 0));
                                      });
                    });
    if (_repair == Repair::Yes && !wrong.empty())
        (void)_sql.transact(context,
                            [&](SqlTx& tx)
                            {
                                for (const kc_id email : wrong)
                                    (void)tx.run(_setSummary, {num(email), SqlTx::blob(summary)});
                            });
    for (const kc_id email : wrong)
        report("email " + std::to_string(email) + ": its summary is not what the message says",
               _repair);
}

void Check::compareReferences(Context& context, kc_id content, const Layout& layout)
{
    if (_attachments == nullptr)
        return; // nothing can be told of them
    const std::set<std::string> digests = digestsOf(layout);
    std::set<std::string> referred;
    std::int64_t counted = 0;
    (void)_sql.read(context,
                    [&](SqlTx& tx)
                    {
                        referred.clear();
                        counted = tx.one(_countAttachments, {num(content)}).value_or(0);
                        return tx.run(_references, {num(content)},
                                      [&](const kc_sql_row& row)
                                      { referred.emplace(textColumn(row, 0)); });
                    });
    if (referred == digests && counted == static_cast<std::int64_t>(digests.size()))
        return;
    const bool isMended = _repair == Repair::Yes && referAgain(context, content, digests);
    report("content " + std::to_string(content) + ": it refers to other attachments than it has",
           isMended ? Repair::Yes : Repair::No);
}

/// False, and nothing is changed, if one of the attachments is not known any more.
bool Check::referAgain(Context& context, kc_id content, const std::set<std::string>& digests)
{
    const auto refer = [&](SqlTx& tx) -> Status
    {
        (void)_attachments->unrefer(tx.raw(), kOwner, content);
        for (const std::string& digest : digests)
        {
            kc_attachment attachment{}; // of age 0, so that an unknown one is refused
            attachment.size = sizeof attachment;
            std::copy(digest.begin(), digest.end(), attachment.digest);
            const Status referred = _attachments->refer(tx.raw(), attachment, kOwner, content);
            if (!referred.ok())
                return referred;
        }
        return tx.run(_setAttachments, {num(content), num(digests.size())});
    };
    try
    {
        return _sql.transact(context, refer).ok();
    }
    catch (const Fault& fault)
    {
        if (fault.code() == KC_EBUSY)
            return false;
        throw;
    }
}

} // namespace kc::store
