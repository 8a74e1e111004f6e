// SPDX-License-Identifier: Apache-2.0
// Where octets wait while they come in: the first MiB in memory, the rest in a file without a
// name, so that nothing is left behind however the process ends.
#pragma once

#include <kc/stream.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace kc::spool
{

class Spool
{
public:
    static constexpr std::size_t kMemoryOctets = 1024 * 1024;

    explicit Spool(std::string folder) : _folder{std::move(folder)} {}

    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    ~Spool();

    /// Makes room for `octets` to come, as far as they stay in memory.
    void expect(std::uint64_t octets);

    /// Throws Fault when the file cannot take more.
    void append(sv octets);

    /// Puts `octets` before the one at `place`, which is in head().
    void insert(std::size_t place, sv octets);

    /// Empty again; a little memory is kept for what comes next.
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
kc_reader openReader(const kc_host* host, const Spool& spool, std::uint64_t begin = 0);

} // namespace kc::spool
