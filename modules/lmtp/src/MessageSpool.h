// SPDX-License-Identifier: Apache-2.0
// Where a message waits while it comes in: the first MiB in memory, the rest in a file without a
// name, so that nothing is left behind however the process ends.
#pragma once

#include <kc/stream.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace kc::lmtp
{

class MessageSpool
{
public:
    static constexpr std::size_t kMemoryOctets = 1024 * 1024;

    explicit MessageSpool(std::string folder) : _folder{std::move(folder)} {}

    MessageSpool(const MessageSpool&) = delete;
    MessageSpool& operator=(const MessageSpool&) = delete;
    ~MessageSpool();

    /// Makes room for `octets` to come, as far as they stay in memory.
    void expect(std::uint64_t octets);

    /// Throws Fault when the file cannot take more.
    void append(sv octets);

    /// Puts `octets` before the one at `place`, which is in head().
    void insert(std::size_t place, sv octets);

    /// Empty again; a little memory is kept for the next message.
    void clear();

    std::uint64_t length() const { return _head.size() + _tailOctets; }

    /// The beginning, as far as it is in memory.
    const std::string& head() const { return _head; }

    /// Up to buffer.size() octets from `offset` on; 0 at the end. Throws Fault.
    std::size_t read(std::uint64_t offset, std::span<char> buffer) const;

private:
    void openFile();
    void write(sv octets);
    void closeFile();

    std::string _folder;
    std::string _head;
    std::uint64_t _tailOctets = 0;
    int _file = -1;
};

/// A stream over a spool from the octet `begin` on. The spool outlives it and does not change
/// meanwhile.
kc_reader openReader(const kc_host* host, const MessageSpool& spool, std::uint64_t begin = 0);

} // namespace kc::lmtp
