// SPDX-License-Identifier: Apache-2.0
// Tells two stored copies of one content apart, and says when a copy was made: the sweep and a
// reference in the making judge by the same number, so they cannot both believe that a copy is
// theirs.
#pragma once

#include "Digest.h"
#include "Options.h"

#include <cstdint>
#include <optional>

namespace kc::sis
{

/// Milliseconds since 1970; a test brings its own.
using Clock = Milliseconds (*)();
Milliseconds systemClock();

/// Milliseconds since 1970, then 20 random bits.
std::uint64_t makeGeneration(Milliseconds now);
Milliseconds bornAt(std::uint64_t generation);

/// The blob's name: the digest and the generation in hexadecimal.
std::string blobName(sv digest, std::uint64_t generation);

struct NamedCopy
{
    Digest digest;
    std::uint64_t generation;
};

/// The reverse of blobName; nothing for a name that is not of this form.
std::optional<NamedCopy> parseBlobName(sv name);

} // namespace kc::sis
