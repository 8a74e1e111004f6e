// SPDX-License-Identifier: Apache-2.0
// Takes a message in: scans it, cuts it into inline text and attachments, compresses the one and
// uploads the others. What it holds afterwards is what a closure of the commit queue inserts, so
// that no closure computes anything. Kept and used again; one thread at a time.
//
// A message of at most kInMemory octets is read once, into memory; a larger one is read twice, and
// memory holds a chunk of it and its compressed inline text, which kMaxInline bounds.
#pragma once

#include "Compression.h"
#include "Layout.h"

#include <kc/attach.hpp>
#include <kc/mime/Scanner.h>

namespace kc::store
{

inline constexpr std::uint64_t kInMemory = 1024 * 1024;
inline constexpr std::uint64_t kMaxMessageOctets = std::uint64_t{2} << 30;
/// Without an attachment store, all of a message is one value in the database.
inline constexpr std::uint64_t kMaxWithoutAttachments = std::uint64_t{256} << 20;
/// Once so much text is inline, or so many attachments were cut out, the rest of the message is one
/// attachment.
inline constexpr std::uint64_t kMaxInline = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxPieces = 1000;

/// What is inserted for a message.
struct Content
{
    std::string layout, body, summary;
    std::uint64_t octets = 0;               // of the message
    std::vector<kc_attachment> attachments; // each once
};

class Intake
{
public:
    /// KC_ETOOBIG, or fine. `attachments` null: everything is inline.
    Status take(Context& context, const kc_reader& message, AttachStore* attachments,
                std::uint64_t attachmentMinSize);

    /// Of the message that was taken last; its owner may take it away.
    Content& content() { return _content; }

    /// Lets go of memory that a usual message does not need.
    void trim();

private:
    struct Cut // where a piece of _layout lies in the message
    {
        std::uint64_t begin, end;
    };

    mime::Structure scan(Context& context, const kc_reader& message, std::uint64_t length);
    void plan(const mime::Structure& structure, std::uint64_t attachmentMinSize);
    void addPiece(PieceKind kind, Cut cut);
    void packInMemory();
    void packStream(Context& context, const kc_reader& message);
    void upload(Context& context, const kc_reader& message, AttachStore& store, std::size_t piece);

    template <class Visit>
    void eachChunk(Context& context, const kc_reader& message, Cut cut, Visit&& visit);

    mime::Scanner _scanner;
    Compressor _compressor;
    std::string _text;  // the message, or a chunk of it
    bool _whole = true; // _text is the message
    Layout _layout;
    std::vector<Cut> _cuts;
    std::string _inline;
    Content _content;
};

} // namespace kc::store
