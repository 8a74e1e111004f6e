// SPDX-License-Identifier: Apache-2.0
// The octets of a message that a client is sending: in memory up to 1 MiB, then in a file without a
// name. Writing never throws: a full disk is told by reader(), after the whole literal was taken
// in.
#pragma once

#include <kc/stream.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace kc::imap
{

class Spool
{
public:
    explicit Spool(std::string directory) : _directory{std::move(directory)} {}

    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    ~Spool();

    void write(sv octets) noexcept;

    std::uint64_t size() const { return _size; }

    /// Throws Fault when the octets could not be kept. The reader borrows the spool.
    Reader reader(const kc_host* host) const;

    /// As ReadSource::read().
    std::size_t read(std::uint64_t offset, std::span<char> buffer) const;

    static constexpr std::size_t kMemoryBytes = 1024 * 1024;

private:
    bool openFile();
    bool writeFile(sv octets);

    std::string _directory;
    std::string _memory; // all octets, until there is a file
    std::uint64_t _size = 0;
    int _file = -1;
    int _error = 0; // errno of the first failure
};

} // namespace kc::imap
