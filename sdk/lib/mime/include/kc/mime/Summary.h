// SPDX-License-Identifier: Apache-2.0
// What is computed once at delivery and stored with a message, so that listing a mailbox parses
// nothing.
//
// Encoded: one version octet (1), then fields in ascending order of tag: varint tag, varint length,
// octets. A varint is little-endian in groups of 7 bits, the high bit meaning that more follows.
// Unknown tags are passed over, so that later versions may add some. Texts are octets; numbers are
// varints; a signed one is zigzag.
#pragma once

#include <kc/mime/Date.h>
#include <kc/mime/Scanner.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kc::mime
{

struct Summary
{
    std::string envelope;           ///< tag 1: as renderEnvelope gives it
    std::string bodyStructure;      ///< tag 2: extended form; basicFromExtended makes BODY of it
    std::uint64_t size = 0;         ///< tag 3: octets of the message
    std::uint64_t headerLength = 0; ///< tag 4: octets of the header block, its blank line included
    std::uint64_t lines = 0;        ///< tag 5: line feeds of the message
    std::optional<SentDate> sent;   ///< tags 6 and 7, absent when the Date field is no date
    /// Tag 8: as referencesOf gives them, the nearest ancestor last, joined by spaces. Absent in
    /// summaries that were stored before there was the tag: the header says.
    std::optional<std::string> references;

    /// Compact form for storage.
    std::string encode() const;
    /// Nothing when the octets are no summary of this version. Total; allocates no more than it is
    /// given.
    static std::optional<Summary> decode(std::string_view encoded);

    friend bool operator==(const Summary&, const Summary&) = default;
};

/// The same fields as views into the encoded octets, which must outlive it. Allocates nothing.
struct SummaryView
{
    std::string_view envelope;
    std::string_view bodyStructure;
    std::uint64_t size = 0;
    std::uint64_t headerLength = 0;
    std::uint64_t lines = 0;
    std::optional<SentDate> sent;
    std::optional<std::string_view> references;

    /// Nothing when the octets are no summary of this version. Total.
    static std::optional<SummaryView> parse(std::string_view encoded) noexcept;
};

/// The envelope alone, without looking at the rest; empty if there is none. Total.
std::string_view envelopeOf(std::string_view encoded) noexcept;

/// The summary of a scanned message.
Summary summarize(const Structure& structure, const Limits& limits = {});

} // namespace kc::mime
