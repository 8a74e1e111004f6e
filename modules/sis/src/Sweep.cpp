// SPDX-License-Identifier: Apache-2.0
// Rows go first and octets after the commit: a crash in between leaves orphans, never a row whose
// octets are gone.
#include "Sweep.h"

namespace kc::sis
{

namespace
{

constexpr std::int64_t kCopiesInTransaction = 200;
constexpr int kMostTransactions = 500;
constexpr std::size_t kOrphansInTransaction = 500;
constexpr std::uint64_t kMostOrphans = 10'000;

/// Leaves the flag as it was found, whatever happens in between.
class Running
{
public:
    explicit Running(std::atomic<bool>& flag) : _flag{flag}
    {
        if (_flag.exchange(true))
            throw Fault{KC_EBUSY, "attachments are being swept already"};
    }

    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    ~Running() { _flag = false; }

private:
    std::atomic<bool>& _flag;
};

void must(Status status)
{
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "a transaction of the sweep failed"};
}

} // namespace

Sweep::Sweep(const References& references, BlobStore& blobs, Milliseconds grace, Clock clock)
    : _references{references}, _blobs{blobs}, _grace{grace}, _clock{clock}
{
}

Swept Sweep::run(Context& context)
{
    const Running running{_running};
    Swept swept;
    sweepMarked(context, swept);
    sweepOrphans(context, swept);
    return swept;
}

void Sweep::sweepMarked(Context& context, Swept& swept)
{
    for (int i = 0; i < kMostTransactions && !context.cancelled(); ++i)
    {
        std::vector<Copy> copies;
        must(_references.sql().transact(
            context, [&](SqlTx& tx)
            { copies = _references.takeMarked(tx, _clock() - _grace, kCopiesInTransaction); }));
        for (const Copy& copy : copies)
        {
            must(_blobs.remove(context, blobName(octetsOf(copy.digest), copy.generation)));
            ++swept.copies;
            swept.octets += copy.stored;
        }
        if (copies.size() < static_cast<std::size_t>(kCopiesInTransaction))
            return;
    }
}

bool Sweep::isOld(const kc_blob_info& blob, const NamedCopy& named) const
{
    // A reference is made to a copy of at most the grace time (References::refer); twice that
    // leaves room for clocks. The file's own time speaks for a name that somebody made up.
    const Milliseconds until = _clock() - 2 * _grace;
    return bornAt(named.generation) < until && std::chrono::seconds{blob.modified} < until;
}

void Sweep::sweepOrphans(Context& context, Swept& swept)
{
    std::vector<Orphan> candidates;
    const auto look = [&]
    {
        removeUnknown(context, candidates, swept);
        candidates.clear();
    };
    must(_blobs.list(context,
                     [&](const kc_blob_info& blob)
                     {
                         const std::optional<NamedCopy> named = parseBlobName(view(blob.name));
                         if (named && isOld(blob, *named))
                             candidates.push_back({*named, blob.octets});
                         if (candidates.size() >= kOrphansInTransaction)
                             look();
                         return swept.orphans < kMostOrphans && !context.cancelled();
                     }));
    look();
}

void Sweep::removeUnknown(Context& context, const std::vector<Orphan>& candidates, Swept& swept)
{
    // Nearly all have a row: a snapshot tells without holding up the writers. What seems to have
    // none is proven in a transaction, where it stands in line with the references in the making.
    std::vector<Orphan> unknown;
    must(_references.sql().read(context, [&](SqlTx& tx) { unknown = withoutRow(tx, candidates); }));
    if (unknown.empty())
        return;
    std::vector<Orphan> proven;
    must(_references.sql().transact(context, [&](SqlTx& tx) { proven = withoutRow(tx, unknown); }));
    for (const Orphan& orphan : proven)
    {
        must(_blobs.remove(context,
                           blobName(octetsOf(orphan.named.digest), orphan.named.generation)));
        ++swept.orphans;
        swept.octets += orphan.octets;
    }
}

std::vector<Sweep::Orphan> Sweep::withoutRow(SqlTx& tx, const std::vector<Orphan>& candidates) const
{
    std::vector<Orphan> without;
    for (const Orphan& candidate : candidates)
    {
        const std::optional<KnownCopy> known =
            _references.find(tx, octetsOf(candidate.named.digest));
        if (!known || known->copy.generation != candidate.named.generation)
            without.push_back(candidate);
    }
    return without;
}

} // namespace kc::sis
