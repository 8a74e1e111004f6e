// SPDX-License-Identifier: Apache-2.0
#include <kc/host/Arena.h>

#include <new>

namespace kc::host
{

void* Arena::allocate(std::size_t n) noexcept
{
    constexpr std::size_t kAlign = alignof(std::max_align_t);
    if (n > kLimitBytes)
        return nullptr;
    n = (n + kAlign - 1) / kAlign * kAlign;
    if (n == 0)
        n = kAlign;
    try
    {
        if (n > _left)
            return allocateBlock(n);
    }
    catch (const std::bad_alloc&)
    {
        return nullptr;
    }
    void* const found = _next;
    _next += n;
    _left -= n;
    return found;
}

void* Arena::allocateBlock(std::size_t n)
{
    const std::size_t bytes = n > kBlockBytes / 4 ? n : kBlockBytes;
    if (bytes > kLimitBytes - _total)
        return nullptr;
    auto& block = _blocks.emplace_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
    _total += bytes;
    // A big piece gets a block of its own, and the one that is in use stays in use.
    if (bytes == n)
        return block.get();
    _next = block.get() + n;
    _left = bytes - n;
    return block.get();
}

} // namespace kc::host
