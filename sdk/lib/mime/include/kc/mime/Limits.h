// SPDX-License-Identifier: Apache-2.0
// Bounds of the MIME library. What lies beyond a limit is never an error: it stays in the message
// as octets of the enclosing part (deeper structure) or is not looked at (headers, parameters,
// addresses).
#pragma once

#include <cstddef>
#include <cstdint>

namespace kc::mime
{

struct Limits
{
    /// Octets of one header block in which fields are looked at; the block itself still ends at its
    /// blank line.
    std::uint64_t headerBlockBytes = 1024 * 1024;
    /// Octets of one field value that are kept; the rest of the value is ignored.
    std::size_t headerBytes = 100 * 1024;
    /// Fields of one header block that are looked at.
    std::size_t headers = 10'000;
    /// Nesting of parts below the message itself, which has depth 0.
    std::uint32_t depth = 100;
    /// Parts of one message, the message itself included; at least 1.
    std::size_t parts = 10'000;
    /// Parameters of one Content-Type or Content-Disposition field.
    std::size_t parameters = 128;
    /// Addresses in the envelope of a message, and in all envelopes of a body structure together.
    std::size_t addresses = 10'000;
    /// Octets of header values kept for the whole message. Bounds the memory of a message of many
    /// parts, each with a full header block; types and boundaries are still honoured beyond it.
    std::size_t keptBytes = 4 * 1024 * 1024;
};

/// Longest boundary parameter that is honoured. RFC 2046 §5.1.1 allows 70; a multipart with a
/// longer one than this is a leaf.
inline constexpr std::size_t kMaxBoundaryBytes = 8192;

} // namespace kc::mime
