// SPDX-License-Identifier: Apache-2.0
// How a message's octets are put together again: a list of pieces, each either the next octets of
// the inline text or one attachment.
#pragma once

#include <kc/mime/Base64.h>
#include <kc/status.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::store
{

enum class PieceKind : std::uint8_t
{
    Inline, ///< the next `length` octets of the inline text
    Octets, ///< an attachment as it is
    Base64  ///< an attachment, encoded
};

struct Piece
{
    PieceKind kind = PieceKind::Inline;
    std::uint64_t length = 0; ///< octets of the message that it stands for
    std::array<std::uint8_t, 32> digest{};
    mime::Base64Layout base64;

    friend bool operator==(const Piece&, const Piece&) = default;
};

struct Layout
{
    bool compressed = false; ///< the body is one zstd frame
    std::uint64_t inlineOctets = 0;
    std::vector<Piece> pieces; ///< none: the message is the inline text

    /// Octets of the message.
    std::uint64_t length() const;

    /// Form: version octet 1; flags octet (1: compressed); varint inlineOctets; varint number of
    /// pieces; then each piece, a kind octet and what it needs. Varints are little-endian in groups
    /// of 7 bits.
    std::string encode() const;

    /// Nothing when the octets are no layout of this version, or contradict themselves. Total.
    static std::optional<Layout> decode(sv encoded);

    friend bool operator==(const Layout&, const Layout&) = default;
};

} // namespace kc::store
