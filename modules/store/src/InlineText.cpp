// SPDX-License-Identifier: Apache-2.0
// See InlineText.h.
#include "InlineText.h"

namespace kc::store
{

namespace
{

// A FrameReader's own memory would not be less for shorter ones.
constexpr std::uint64_t kLongOctets = 512 * 1024;

bool isReadByPieces(const Layout& layout)
{
    return layout.compressed && layout.inlineOctets > kLongOctets;
}

} // namespace

InlineText::InlineText(const Layout& layout, std::string body, Decompressor& decompressor)
{
    if (isReadByPieces(layout))
        _text.emplace<FrameReader>(std::move(body), layout.inlineOctets);
    else
        _text = layout.compressed ? decompressor.decompress(body, layout.inlineOctets)
                                  : std::move(body);
    if (length() != layout.inlineOctets)
        throw Fault{KC_ECORRUPT, "the stored text of a message has a wrong length"};
}

std::uint64_t InlineText::octets(const Layout& layout, std::size_t bodyOctets)
{
    return isReadByPieces(layout) ? bodyOctets + kLongOctets : layout.inlineOctets;
}

std::uint64_t InlineText::length() const
{
    const auto* const frame = std::get_if<FrameReader>(&_text);
    return frame != nullptr ? frame->length() : std::get<std::string>(_text).size();
}

std::size_t InlineText::read(std::uint64_t offset, std::span<char> buffer)
{
    if (auto* const frame = std::get_if<FrameReader>(&_text))
        return frame->read(offset, buffer);
    return std::get<std::string>(_text).copy(buffer.data(), buffer.size(), offset);
}

} // namespace kc::store
