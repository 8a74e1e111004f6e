// SPDX-License-Identifier: Apache-2.0
// Memory that lives as long as one call: bump allocation from 64 KiB blocks, nothing before the
// first use, everything freed at once, and a limit, so that no call can eat the machine.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace kc::host
{

class Arena
{
public:
    static constexpr std::size_t kBlockBytes = 64 * 1024;
    static constexpr std::size_t kLimitBytes = 64 * 1024 * 1024;

    /// n octets aligned for any type; null at the limit or when the machine has none.
    void* allocate(std::size_t n) noexcept;

private:
    void* allocateBlock(std::size_t n);

    std::vector<std::unique_ptr<std::byte[]>> _blocks;
    std::byte* _next = nullptr;
    std::size_t _left = 0;
    std::size_t _total = 0;
};

} // namespace kc::host
