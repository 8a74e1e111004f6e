// SPDX-License-Identifier: Apache-2.0
// Reads a message once, as it arrives, and records its part tree. Byte-exact, bounded, without
// recursion or I/O: any octets in any chunks give one answer, in time linear to the message and in
// memory that Limits bounds.
//
//     kc::mime::Scanner scanner;
//     while (auto chunk = source.next())
//         scanner.feed(*chunk);
//     const kc::mime::Structure structure = scanner.finish();
//
// Lines end with CRLF or LF; a CR alone is an octet. A header block ends with the first empty line,
// or where a boundary of an enclosing multipart or the message ends. Lines in it that are no field
// are passed over. A boundary line (RFC 2046 §5.1.1) is "--", the boundary, perhaps "--", perhaps
// blanks; other text after it makes it ordinary text. The innermost open multipart of that boundary
// gets it; all that is open within is closed. message/global is a leaf, and so is message/rfc822 in
// base64, quoted-printable or an unknown encoding (RFC 2046 §5.2.1).
#pragma once

#include <kc/mime/Limits.h>
#include <kc/mime/Structure.h>

#include <memory>
#include <string_view>

namespace kc::mime
{

class ScanState;

class Scanner
{
public:
    explicit Scanner(const Limits& limits = {});
    ~Scanner();
    Scanner(Scanner&&) noexcept;
    Scanner& operator=(Scanner&&) noexcept;

    /// Takes the next octets of the message. How the message is cut into chunks has no influence on
    /// the result.
    void feed(std::string_view chunk);

    /// Ends the message and gives its structure. The scanner is then as new, for another message.
    Structure finish();

private:
    Limits _limits;
    std::unique_ptr<ScanState> _state;
};

/// The structure of a message that is in memory as a whole.
Structure scan(std::string_view message, const Limits& limits = {});

} // namespace kc::mime
