// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 2045 §6.8) for content that must come back octet for octet. A body whose line breaks
// follow one regular layout can be stored decoded and rebuilt exactly: encode(decode(text)) ==
// text. Everything here is streaming.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kc::mime
{

enum class LineEnding : std::uint8_t
{
    CrLf,
    Lf
};

/// Longest encoded line that is still canonical, without its ending (RFC 5322 §2.1.1: 998).
inline constexpr std::uint32_t kMaxBase64Line = 998;
/// Most line endings after the text that are still canonical.
inline constexpr std::uint32_t kMaxTrailingEndings = 1000;

/// How decoded octets were laid out as text: lines of `lineLength` characters, each followed by
/// `lineEnding`, a last line of at most that length (padded with zero spare bits), then
/// `trailingEndings` line endings and nothing else.
struct Base64Layout
{
    std::uint32_t lineLength = 76; ///< characters; a multiple of 4, 4 … kMaxBase64Line
    LineEnding lineEnding = LineEnding::CrLf;
    std::uint32_t trailingEndings =
        0; ///< line endings after the last line, 0 when the text ends with a character
    std::uint64_t decodedSize = 0; ///< octets

    /// Octets of one line ending: 2 or 1.
    std::uint32_t endingSize() const noexcept { return lineEnding == LineEnding::CrLf ? 2 : 1; }
    /// Decoded octets that one full line holds.
    std::uint32_t lineOctets() const noexcept { return lineLength / 4 * 3; }
    /// Does the encoded text end with a line ending?
    bool endsWithNewline() const noexcept { return trailingEndings > 0; }
    /// Octets of the whole encoded text, line endings included.
    std::uint64_t encodedSize() const noexcept;
    /// Are all fields within their ranges (for a layout that was read from storage)?
    bool isValid() const noexcept;

    friend bool operator==(const Base64Layout&, const Base64Layout&) = default;
};

/// What must be decoded and encoded to read a range of the encoded text.
struct Base64Window
{
    std::uint64_t decodedBegin = 0; ///< first decoded octet needed; starts a line
    std::uint64_t decodedEnd = 0;   ///< one past the last decoded octet needed
    std::uint64_t skip = 0;         ///< octets to drop at the start of what the encoder gives
    std::uint64_t length = 0;       ///< octets to take after those
};

/// The window for `length` octets of encoded text from `offset`, both cut to the text. Use it so:
/// make a Base64Encoder with the layout and `decodedBegin`, write the decoded octets, drop `skip`
/// octets, take `length`.
Base64Window windowFor(const Base64Layout& layout, std::uint64_t offset,
                       std::uint64_t length) noexcept;

/// Turns decoded octets into the text of a layout (for an invalid one, into nothing). It knows
/// `decodedSize`, so that each line ending, the padding and the trailing endings appear as soon as
/// the octet before them is written.
class Base64Encoder
{
public:
    /// Starts at decoded offset `decodedBegin`, which must be a multiple of layout.lineOctets()
    /// (windowFor gives one).
    explicit Base64Encoder(const Base64Layout& layout, std::uint64_t decodedBegin = 0) noexcept;

    /// Appends the text of `octets` to `out`. Octets beyond layout.decodedSize are ignored.
    void write(std::string_view octets, std::string& out);

    /// True when all decodedSize octets were written, that is, the text is whole.
    [[nodiscard]] bool finish() const noexcept
    {
        return _isValid && _position == _layout.decodedSize;
    }

private:
    char* octet(char value, char* to) noexcept;
    char* endLine(char* to) const noexcept;
    char* endText(char* to) noexcept;

    Base64Layout _layout;
    std::uint64_t _position;   // decoded octets taken so far, the ones in _group included
    std::uint32_t _column = 0; // characters of the current line
    unsigned char _group[3] = {};
    std::uint32_t _inGroup = 0;
    bool _isValid;
};

/// Turns the text of a layout into decoded octets, and accepts nothing but exactly that text.
class Base64Decoder
{
public:
    explicit Base64Decoder(const Base64Layout& layout) noexcept;

    /// Appends the octets of `text` to `out`. False when the text departs from the layout, then
    /// nothing is appended; false ever after.
    [[nodiscard]] bool write(std::string_view text, std::string& out);

    /// True when the whole text of the layout was written and nothing departed from it.
    [[nodiscard]] bool finish() const noexcept { return !_failed && _position == _encodedSize; }

private:
    char* take(std::string_view text, char* to) noexcept;
    char* characters(std::string_view text, char* to) noexcept;
    char* group(const unsigned char* text, char* to) noexcept;

    Base64Layout _layout;
    std::uint64_t _encodedSize = 0;
    std::uint64_t _endOfText = 0; // encoded offset at which the trailing endings start
    std::uint64_t _position = 0;  // encoded octets taken so far
    std::uint64_t _decoded = 0;
    unsigned char _group[4] = {};
    std::uint32_t _inGroup = 0;
    bool _failed;
};

} // namespace kc::mime
