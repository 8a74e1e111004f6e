// SPDX-License-Identifier: Apache-2.0
// The octets of the messages that a client is sending with one command: in memory up to 1 MiB, then
// in a file without a name. Writing never throws: a full disk is told by reader(), after the whole
// literal was taken in.
#pragma once

#include <kc/stream.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kc::imap
{

class Spool
{
public:
    explicit Spool(std::string directory) : _directory{std::move(directory)} {}

    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    ~Spool();

    /// What is written from now on is another message.
    void beginMessage() { _begins.push_back(_size); }

    void write(sv octets) noexcept;

    std::size_t messages() const { return _begins.size(); }

    /// Octets of a message, by its place.
    std::uint64_t size(std::size_t message) const;
    /// Of all of them.
    std::uint64_t size() const { return _size; }

    /// Of a message. Throws Fault when the octets could not be kept. The reader borrows the spool.
    Reader reader(const kc_host* host, std::size_t message) const;

    /// Octets of all messages, as ReadSource::read().
    std::size_t read(std::uint64_t offset, std::span<char> buffer) const;

    static constexpr std::size_t kMemoryBytes = 1024 * 1024;

private:
    bool openFile();
    bool writeFile(sv octets);

    std::string _directory;
    std::string _memory; // all octets, until there is a file
    std::vector<std::uint64_t> _begins;
    std::uint64_t _size = 0;
    int _file = -1;
    int _error = 0; // errno of the first failure
};

} // namespace kc::imap
