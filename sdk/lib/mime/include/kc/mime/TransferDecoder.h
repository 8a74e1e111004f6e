// SPDX-License-Identifier: Apache-2.0
// Undoes a Content-Transfer-Encoding (RFC 2045 §6) for reading. Streaming, total, lenient: what
// does not belong to the encoding is passed over (base64) or taken as it stands (quoted-printable).
// For octets that must come back as they were, see Base64.h.
#pragma once

#include <kc/mime/ContentField.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace kc::mime
{

class TransferDecoder
{
public:
    /// 7bit, 8bit, binary and unknown encodings are passed through.
    explicit TransferDecoder(TransferEncoding encoding) noexcept : _encoding(encoding) {}

    /// Appends what `text` decodes to; never longer than all that was fed.
    void feed(std::string_view text, std::string& out);
    /// Appends what was held back: an incomplete group or line end.
    void finish(std::string& out);

    /// Something was met that the encoding does not have. RFC 2045 §6.8 lets line breaks and blanks
    /// stand in base64.
    bool isDamaged() const noexcept { return _damaged; }

private:
    void base64(std::string_view text, std::string& out);
    void endGroup(std::string& out);
    void quotedPrintable(std::string_view text, std::string& out);
    void quotedCharacter(char c, std::string& out);
    void release(std::string& out);

    TransferEncoding _encoding;
    bool _damaged = false;
    std::uint32_t _bits = 0;
    std::uint32_t _inGroup = 0;
    std::string _held; // "=" and what followed it, or blanks that may end a line
};

} // namespace kc::mime
