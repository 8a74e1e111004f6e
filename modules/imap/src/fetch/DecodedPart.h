// SPDX-License-Identifier: Apache-2.0
// The body of a part without its content-transfer-encoding (RFC 3516 §4.2): read once to be
// counted, since a literal begins with its length, and once more to be written, in pieces. Lines of
// texts end with CRLF, however they were encoded (RFC 9051 §7.5.2).
#pragma once

#include "OpenMessage.h"

#include <kc/mime/TransferDecoder.h>

namespace kc::imap
{

class DecodedPart
{
public:
    /// Reads all of it.
    DecodedPart(Context& context, OpenMessage& message, const mime::Part& part);

    std::uint64_t size() const { return _size; }

    /// Does it need a literal8? RFC 9051 §7.5.2
    bool hasNul() const { return _hasNul; }

    /// What write() gives: from here on, so many octets.
    void begin(Context& context, OpenMessage& message, FetchSection::Partial wanted);

    /// The next piece, perhaps empty; nothing at the end.
    std::optional<std::string> next(Context& context, OpenMessage& message);

private:
    /// Decodes the next piece of the body; false at the end.
    bool decode(Context& context, OpenMessage& message, std::string& out);
    /// Appends decoded octets.
    void append(std::string& out, sv decoded);

    mime::OctetRange _body, _left;
    mime::TransferEncoding _encoding;
    mime::TransferDecoder _decoder;
    bool _isText;
    bool _afterCr = false; // in a text
    std::uint64_t _size = 0;
    bool _hasNul = false;
    FetchSection::Partial _wanted{0, 0};
    bool _ended = false;
};

} // namespace kc::imap
