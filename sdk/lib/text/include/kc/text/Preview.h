// SPDX-License-Identifier: Apache-2.0
// The first words of a message for lists of messages (RFC 8970, JMAP's preview). Reads no more of a
// message than it needs, and never more than kPreviewInput octets.
//
//     if (const auto part = kc::text::previewPart(structure))
//     {
//         kc::text::PreviewBuilder preview{structure.parts[*part]};
//         … read [bodyStart, bodyEnd) of the part, and while preview.wantsMore(): preview.feed(…)
//         … preview.finish()
//     }
#pragma once

#include <kc/mime/Structure.h>
#include <kc/mime/TransferDecoder.h>
#include <kc/text/HtmlText.h>
#include <kc/text/TextDecoder.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kc::text
{

/// Characters of a preview at most (RFC 8970 §3.1: 200, never more than 256).
inline constexpr std::size_t kPreviewCharacters = 200;
/// Octets of the part that are looked at, as encoded in the message.
inline constexpr std::uint64_t kPreviewInput = 256 * 1024;

/// The part whose text is shown: the first text/plain that is no attachment and not empty, else the
/// first such text/html. Nothing when the message has none.
std::optional<mime::PartIndex> previewPart(const mime::Structure& structure) noexcept;

class PreviewBuilder
{
public:
    explicit PreviewBuilder(const mime::Part& part);

    /// Takes the next octets of the part's body, as in the message.
    void feed(std::string_view octets);
    bool wantsMore() const noexcept { return _left > 0 && _characters < kPreviewCharacters; }

    /// UTF-8 in one line: no controls, blanks collapsed to one, invisible fillers dropped. Markup
    /// removed from HTML.
    std::string finish();

private:
    void take(std::string_view utf8);
    void collapse(std::string_view utf8);

    mime::TransferDecoder _transfer;
    TextDecoder _charset;
    std::optional<HtmlText> _html;
    std::uint64_t _left = kPreviewInput;
    std::string _text;
    std::string _cut; // the first octets of a character
    std::size_t _characters = 0;
    bool _blank = false;
};

/// Of a message that is in memory; empty when there is no text.
std::string previewOf(const mime::Structure& structure, std::string_view message);

} // namespace kc::text
