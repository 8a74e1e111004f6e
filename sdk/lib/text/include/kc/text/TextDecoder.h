// SPDX-License-Identifier: Apache-2.0
// Texts of any charset as UTF-8 (ICU). Streaming, total, bounded: whatever comes in, valid UTF-8
// comes out.
//
// Mail names its charsets badly. Where none is named, or one that nobody knows, or US-ASCII or
// UTF-8: well-formed UTF-8 is taken as such and any other octet as windows-1252 (facts: mail
// without a label is us-ascii, upgraded to windows-1252). Names of small charsets are read as the
// larger ones that senders mean by them: ISO-8859-1 as windows-1252, GB2312 as GB18030 and so on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kc::text
{

class Converter;

class TextDecoder
{
public:
    /// Any name, also none.
    explicit TextDecoder(std::string_view charset);
    /// Nothing when the charset is unknown.
    static std::optional<TextDecoder> open(std::string_view charset);
    ~TextDecoder();
    TextDecoder(TextDecoder&&) noexcept;
    TextDecoder& operator=(TextDecoder&&) noexcept;

    /// Appends the text of `octets`, at most about four octets for each one; what a charset does
    /// not have becomes U+FFFD (in some U+001A). A character may be cut between two calls.
    void feed(std::string_view octets, std::string& utf8);
    /// Appends what was held back. The decoder is then as new.
    void finish(std::string& utf8);

private:
    void guess(std::string_view octets, std::string& utf8);

    std::unique_ptr<Converter> _converter; // null: guess
    std::string _held;                     // the first octets of a character, when guessing
};

/// Is it a charset that can be converted? US-ASCII and UTF-8 are.
bool isKnownCharset(std::string_view name);

/// A whole text.
std::string toUtf8(std::string_view octets, std::string_view charset);

/// Is it well-formed (RFC 3629)?
bool isUtf8(std::string_view text) noexcept;

} // namespace kc::text
