// SPDX-License-Identifier: Apache-2.0
// Finds out, line by line, whether a base64 body has a canonical layout. Keeps a few numbers, never
// the text.
#pragma once

#include <kc/mime/Base64.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kc::mime
{

class Base64Check
{
public:
    /// False once the body cannot be canonical any more; nothing need be told then.
    bool isHopeful() const noexcept { return _hopeful; }
    void giveUp() noexcept { _hopeful = false; }

    /// Takes one whole line. `ending`: octets of its line ending, 0 only for the last line of the
    /// message.
    void line(std::string_view content, std::size_t ending) noexcept;

    /// Takes as many full lines of the known layout from the start of `text` as are there; what it
    /// gives is their octets, 0 when the next line needs line(). `lines` is raised by their number.
    std::size_t fullLines(std::string_view text, std::uint64_t& lines) noexcept;

    /// The layout of what was told. `lastEndingIsForeign`: the last line ending belongs to a
    /// boundary.
    std::optional<Base64Layout> finish(bool lastEndingIsForeign) noexcept;

private:
    bool acceptEnding(std::size_t ending) noexcept;
    bool acceptContent(std::string_view content) noexcept;

    bool _hopeful = true;
    bool _ended = false;            // a short or padded line was seen: only line endings may follow
    std::uint32_t _lineLength = 0;  // 0: no line seen yet
    std::size_t _ending = 0;        // of all lines; 0: none seen yet
    std::size_t _pendingEnding = 0; // of the last line, not yet known to belong to the body
    std::uint32_t _endings = 0;     // since the last line that had characters
    std::uint32_t _padding = 0;
    std::uint64_t _characters = 0;
};

} // namespace kc::mime
