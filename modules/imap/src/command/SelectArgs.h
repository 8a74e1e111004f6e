// SPDX-License-Identifier: Apache-2.0
// The parameters of SELECT and EXAMINE behind the name: CONDSTORE and QRESYNC (RFC 7162 §3.1.8,
// §3.2.5).
#pragma once

#include "wire/ArgReader.h"
#include "wire/SequenceSet.h"

#include <cstdint>
#include <optional>

namespace kc::imap
{

/// What a client knows that comes back.
struct KnownState
{
    std::uint32_t uidValidity = 0;
    std::uint64_t modseq = 0;
    UidRanges uids{kAllUids}; ///< only these are of interest
};

struct SelectArgs
{
    bool condstore = false;
    std::optional<KnownState> known;

    /// [SP "(" select-param *(SP select-param) ")"]. Nothing if that is not what is there.
    static std::optional<SelectArgs> parse(ArgReader& args);
};

} // namespace kc::imap
