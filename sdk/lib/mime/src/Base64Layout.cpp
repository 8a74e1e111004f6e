// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <kc/mime/Base64.h>

namespace kc::mime
{

std::uint64_t Base64Layout::encodedSize() const noexcept
{
    const std::uint64_t characters = (decodedSize + 2) / 3 * 4;
    const std::uint64_t lines = (characters + lineLength - 1) / lineLength;
    const std::uint64_t endings = (lines > 0 ? lines - 1 : 0) + trailingEndings;
    return characters + endings * endingSize();
}

bool Base64Layout::isValid() const noexcept
{
    // 2^61 octets keep every sum above within 64 bits.
    return lineLength >= 4 && lineLength <= kMaxBase64Line && lineLength % 4 == 0 &&
           trailingEndings <= kMaxTrailingEndings && decodedSize > 0 &&
           decodedSize < (std::uint64_t{1} << 61);
}

Base64Window windowFor(const Base64Layout& layout, std::uint64_t offset,
                       std::uint64_t length) noexcept
{
    if (!layout.isValid())
        return {};
    const std::uint64_t size = layout.encodedSize();
    const std::uint64_t begin = std::min(offset, size);
    const std::uint64_t end = begin + std::min(length, size - begin);
    if (begin == end)
        return {};
    const std::uint64_t step = layout.lineLength + layout.endingSize();
    const std::uint64_t lines =
        (layout.decodedSize + layout.lineOctets() - 1) / layout.lineOctets();
    // Trailing endings follow the last line, so a range within them still starts there.
    const std::uint64_t firstLine = std::min(begin / step, lines - 1);
    const std::uint64_t pastLine = std::min((end + step - 1) / step, lines);
    Base64Window window;
    window.decodedBegin = firstLine * layout.lineOctets();
    window.decodedEnd = std::min(pastLine * layout.lineOctets(), layout.decodedSize);
    window.skip = begin - firstLine * step;
    window.length = end - begin;
    return window;
}

} // namespace kc::mime
