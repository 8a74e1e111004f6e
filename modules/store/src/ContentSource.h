// SPDX-License-Identifier: Apache-2.0
// The octets of one message as a stream, put together from its inline text and its attachments. An
// attachment is opened when its first octet is asked for.
#pragma once

#include "InlineText.h"

#include <kc/attach.hpp>
#include <kc/stream.hpp>

namespace kc::store
{

class ContentSource final : public ReadSource
{
public:
    /// `attachments` null: there is no attachment store; a layout that needs one is a Fault.
    ContentSource(const kc_host* host, AttachStore* attachments, Layout layout, InlineText text);

    std::size_t read(Context& context, std::span<char> buffer) override;
    void seek(Context& context, std::uint64_t offset) override;
    std::uint64_t length() const override;

private:
    std::size_t readInline(std::span<char> buffer);
    std::size_t readOctets(Context& context, const Piece& piece, std::span<char> buffer);
    std::size_t readBase64(Context& context, const Piece& piece, std::span<char> buffer);
    void openPiece(Context& context, const Piece& piece);
    void fillEncoded(Context& context, const Piece& piece);
    void locate(std::uint64_t offset);

    AttachStore* _attachments;
    Layout _layout;
    InlineText _text;
    std::uint64_t _length;

    std::uint64_t _position = 0; // of the next octet
    std::size_t _piece = 0;      // the piece that the next octet is in
    std::uint64_t _inPiece = 0;  // octets of it before that one
    std::uint64_t _inText = 0;   // octets of _text before the current inline piece
    Reader _attachment;          // of the current piece; empty until it is needed
    bool _isOpen = false;
    mime::Base64Encoder _encoder{mime::Base64Layout{}};
    std::string _encoded;         // text of the current piece that was made but not yet read
    std::size_t _encodedRead = 0; // of it
};

} // namespace kc::store
