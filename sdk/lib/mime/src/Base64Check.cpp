// SPDX-License-Identifier: Apache-2.0
#include "Base64Check.h"

#include "Base64Alphabet.h"

namespace kc::mime
{

namespace
{

// Octets that a group with padding holds must leave the spare bits zero, or re-encoding would clear
// them.
bool hasZeroSpareBits(std::string_view content, std::size_t padding) noexcept
{
    const auto last = static_cast<unsigned char>(content[content.size() - padding - 1]);
    const std::uint32_t value = base64::kSextets[3][last];
    return (value & (padding == 2 ? 0x0FU : 0x03U)) == 0;
}

} // namespace

bool Base64Check::acceptEnding(std::size_t ending) noexcept
{
    if (ending == 0)
        return true;
    if (_ending == 0)
        _ending = ending;
    return _ending == ending;
}

bool Base64Check::acceptContent(std::string_view content) noexcept
{
    if (_ended || content.size() % 4 != 0 || content.size() > kMaxBase64Line)
        return false;
    if (_lineLength == 0)
        _lineLength = static_cast<std::uint32_t>(content.size());
    if (content.size() > _lineLength)
        return false;

    std::size_t padding = 0;
    while (padding < 2 && content[content.size() - 1 - padding] == '=')
        ++padding;
    if (!base64::allValid(content.data(), content.size() - padding))
        return false;
    if (padding > 0 && !hasZeroSpareBits(content, padding))
        return false;
    _ended = padding > 0 || content.size() < _lineLength;
    _padding = static_cast<std::uint32_t>(padding);
    _characters += content.size();
    _endings = 0;
    return true;
}

void Base64Check::line(std::string_view content, std::size_t ending) noexcept
{
    if (!acceptEnding(_pendingEnding))
        return giveUp();
    _pendingEnding = ending;
    if (content.empty())
        _ended = true;
    else if (!acceptContent(content))
        return giveUp();
    if (ending > 0 && ++_endings > kMaxTrailingEndings)
        return giveUp();
    if (_lineLength == 0) // the body starts with a blank line
        giveUp();
}

std::size_t Base64Check::fullLines(std::string_view text, std::uint64_t& lines) noexcept
{
    // The last line ending may yet turn out to be a boundary's, so it decides nothing before
    // another line was taken.
    const std::size_t ending = _ending == 0 ? _pendingEnding : _ending;
    if (_ended || _lineLength == 0 || ending == 0 || _pendingEnding != ending)
        return 0;
    const std::size_t step = _lineLength + ending;
    const char* const start = text.data();
    const char* const last = start + text.size();
    const char* p = start;
    while (static_cast<std::size_t>(last - p) >= step)
    {
        const char* const end = p + _lineLength;
        const bool ends = ending == 2 ? end[0] == '\r' && end[1] == '\n' : end[0] == '\n';
        if (!ends || !base64::allValid(p, _lineLength))
            break;
        p += step;
    }
    const auto taken = static_cast<std::size_t>(p - start);
    if (taken > 0)
    {
        const std::uint64_t count = taken / step;
        _characters += count * _lineLength;
        lines += count;
        _endings = 1;
        _ending = ending;
        _pendingEnding = ending;
    }
    return taken;
}

std::optional<Base64Layout> Base64Check::finish(bool lastEndingIsForeign) noexcept
{
    if (_hopeful && !lastEndingIsForeign && !acceptEnding(_pendingEnding))
        giveUp();
    if (!_hopeful || _characters == 0)
        return std::nullopt;
    Base64Layout layout;
    layout.lineLength = _lineLength;
    layout.lineEnding = _ending == 1 ? LineEnding::Lf : LineEnding::CrLf;
    layout.trailingEndings = _endings - (lastEndingIsForeign && _endings > 0 ? 1 : 0);
    layout.decodedSize = _characters / 4 * 3 - _padding;
    return layout;
}

} // namespace kc::mime
