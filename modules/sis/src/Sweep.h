// SPDX-License-Identifier: Apache-2.0
// Removes what nothing refers to: copies whose rows were marked a grace time ago, and blobs that no
// row tells of. Acts only on absence that the database has proven within a transaction.
#pragma once

#include "References.h"

#include <kc/attach.hpp>

#include <atomic>

namespace kc::sis
{

struct Swept
{
    std::uint64_t copies = 0;
    std::uint64_t orphans = 0;
    std::uint64_t octets = 0; // on the medium, of both
};

class Sweep
{
public:
    Sweep(const References& references, BlobStore& blobs, Milliseconds grace, Clock clock);

    /// One run; bounded, the next goes on. KC_EBUSY as a Fault if one is under way.
    Swept run(Context& context);

private:
    struct Orphan
    {
        NamedCopy named;
        std::uint64_t octets = 0;
    };

    void sweepMarked(Context& context, Swept& swept);
    void sweepOrphans(Context& context, Swept& swept);
    bool isOld(const kc_blob_info& blob, const NamedCopy& named) const;
    void removeUnknown(Context& context, const std::vector<Orphan>& candidates, Swept& swept);
    std::vector<Orphan> withoutRow(SqlTx& tx, const std::vector<Orphan>& candidates) const;

    const References& _references;
    BlobStore& _blobs;
    const Milliseconds _grace;
    const Clock _clock;
    std::atomic<bool> _running{false};
};

} // namespace kc::sis
