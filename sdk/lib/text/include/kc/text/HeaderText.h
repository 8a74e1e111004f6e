// SPDX-License-Identifier: Apache-2.0
// What header fields say, as UTF-8: encoded words (RFC 2047, 2231 §5), raw UTF-8 (RFC 6532) and
// other octets without a charset (see TextDecoder.h). Total, linear; line breaks and other control
// characters, which an encoded word could hide, come out as spaces.
#pragma once

#include <kc/mime/Address.h>
#include <kc/mime/ContentField.h>
#include <kc/mime/Structure.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kc::text
{

/// An unfolded value of an unstructured field, or a phrase. An encoded word that is broken or in an
/// unknown charset stays as it is; of adjacent ones the blanks between go (RFC 2047 §6.2), and a
/// character that was cut between two of one charset is put together.
std::string decodeHeader(std::string_view value);

/// Is decodeHeader(value) the same as the value? Cheap.
bool isPlainHeader(std::string_view value) noexcept;

/// Display name, local part and domain decoded (the latter two may be raw UTF-8, RFC 6532).
mime::Address decodeAddress(const mime::Address& address);

/// The text of a parameter in whatever form (RFC 2231; encoded words are against RFC 2047 §5 but
/// usual).
std::optional<std::string> decodeParameter(const std::vector<mime::Parameter>& parameters,
                                           std::string_view name);

/// The part's name as a file: of Content-Disposition, else of Content-Type. As the sender wrote it:
/// it may hold path separators.
std::optional<std::string> fileName(const mime::Part& part);

/// Charset of a text part as written; empty when it names none.
std::string charsetOf(const mime::Part& part);

} // namespace kc::text
