// SPDX-License-Identifier: Apache-2.0
// Encoded words (RFC 2047 §2, with the language of RFC 2231 §5) as octets; what charset they are in
// is kc::text's business. Lenient where only one reading makes sense: longer than 75 characters,
// blanks inside, no blanks around.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kc::mime
{

enum class WordEncoding : std::uint8_t
{
    B, ///< base64
    Q  ///< RFC 2047 §4.2
};

/// The views point into the text it was found in.
struct EncodedWord
{
    std::string_view charset; ///< never empty
    std::string_view language;
    WordEncoding encoding = WordEncoding::Q;
    std::string_view text; ///< encoded
    std::size_t size = 0;  ///< octets from "=?" to "?="
};

/// The encoded word that `text` starts with, if it does.
std::optional<EncodedWord> encodedWordAt(std::string_view text) noexcept;

/// Its octets in its charset; nothing when the encoding is broken, and the word is to be shown as
/// it is.
std::optional<std::string> decodeOctets(const EncodedWord& word);

} // namespace kc::mime
