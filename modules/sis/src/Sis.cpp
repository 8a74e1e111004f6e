// SPDX-License-Identifier: Apache-2.0
// The protocol of a put: octets durable, then a look whether they were known, then the reference in
// the caller's transaction. doc/prose.md says why the sweep cannot come in between.
#include "Sis.h"

namespace kc::sis
{

namespace
{

kc_attachment attachmentOf(const Copy& copy)
{
    kc_attachment attachment{};
    attachment.size = sizeof attachment;
    std::copy(copy.digest.begin(), copy.digest.end(), attachment.digest);
    attachment.octets = copy.octets;
    attachment.stored = copy.stored;
    attachment.generation = copy.generation;
    attachment.encoding = static_cast<std::uint32_t>(copy.encoding);
    return attachment;
}

Copy copyOf(const kc_attachment& attachment)
{
    Copy copy;
    std::copy(std::begin(attachment.digest), std::end(attachment.digest), copy.digest.begin());
    copy.octets = attachment.octets;
    copy.stored = attachment.stored;
    copy.generation = attachment.generation;
    copy.encoding = static_cast<Encoding>(attachment.encoding);
    return copy;
}

} // namespace

Sis::Sis(Context& context, const Ground& ground, const Settings& settings)
    : _ground{ground},
      _settings{settings},
      _references{context, ground.sql},
      _recent{settings.grace / 4},
      _discards{ground.blobs, ground.host, ground.tasks},
      _sweep{_references, ground.blobs, settings.grace, ground.clock}
{
}

std::unique_ptr<kc_attach_upload> Sis::begin(Context& context)
{
    return std::make_unique<kc_attach_upload>(_ground.blobs, context, _settings.compression);
}

kc_attachment Sis::commit(Context& context, kc_attach_upload& upload)
{
    const Copy mine = upload.finish(context, _ground.clock());
    const Copy chosen = choose(context, mine);
    if (chosen.generation != mine.generation)
        _discards.add(blobName(octetsOf(mine.digest), mine.generation));
    return attachmentOf(chosen);
}

bool Sis::isThere(Context& context, const Copy& copy)
{
    Reader blob;
    const Status status =
        _ground.blobs.open(context, blobName(octetsOf(copy.digest), copy.generation), *blob.out());
    return status.ok() && blob.length() == copy.stored;
}

Copy Sis::choose(Context& context, const Copy& mine)
{
    const std::optional<KnownCopy> known = _references.find(context, octetsOf(mine.digest));
    // The new copy is looked at too when none is known: the two cases take the same steps.
    if (isThere(context, known ? known->copy : mine))
    {
        // A marked row may be swept before the caller refers to it: then the new copy is needed.
        return known && !known->marked ? known->copy : _recent.share(mine, _ground.clock());
    }
    if (!known)
        throw Fault{KC_EUNAVAIL, "an attachment that was just stored is not there"};
    // The stored copy is lost or cut short. This one takes its place, for older messages too.
    (void)_ground.sql.transact(context, [&](SqlTx& tx) { _references.heal(tx, *known, mine); });
    return mine;
}

Status Sis::refer(kc_sql_tx* tx, const kc_attachment& attachment, sv owner, kc_id holder)
{
    SqlTx joined = _ground.sql.join(tx);
    return _references.refer(joined, copyOf(attachment), owner, holder, _ground.clock(),
                             _settings.grace);
}

void Sis::unrefer(kc_sql_tx* tx, sv owner, kc_id holder)
{
    SqlTx joined = _ground.sql.join(tx);
    _references.unrefer(joined, owner, holder, _ground.clock());
}

Status Sis::open(Context& context, sv digest, kc_reader& out)
{
    if (digest.size() != kDigestOctets)
        return KC_EINVAL;
    std::optional<KnownCopy> known = _references.find(context, digest);
    if (!known)
        return KC_ENOTFOUND;
    if (openCopy(context, known->copy, out))
        return KC_OK;
    // Swept since, and perhaps put anew?
    const std::uint64_t missing = known->copy.generation;
    known = _references.find(context, digest);
    if (!known)
        return KC_ENOTFOUND;
    if (known->copy.generation != missing && openCopy(context, known->copy, out))
        return KC_OK;
    throw Fault{KC_EUNAVAIL, "the attachment store lacks " +
                                 blobName(octetsOf(known->copy.digest), known->copy.generation)};
}

bool Sis::openCopy(Context& context, const Copy& copy, kc_reader& out)
{
    Reader blob;
    const Status status =
        _ground.blobs.open(context, blobName(octetsOf(copy.digest), copy.generation), *blob.out());
    if (!status.ok())
        return false;
    if (blob.length() != copy.stored)
        throw Fault{KC_ECORRUPT, "a stored attachment is damaged: its length is another"};
    out = ReadSource::release(std::make_unique<ContentReader>(_ground.host, copy, std::move(blob)));
    return true;
}

Swept Sis::sweep(Context& context)
{
    return _sweep.run(context);
}

} // namespace kc::sis
