// SPDX-License-Identifier: Apache-2.0
// What a session says, gathered into pieces for the connection's queue. Says when the queue has had
// enough; a session then stops making more (its client is slower than it).
#pragma once

#include <kc/gateway/Deflate.h>
#include <kc/net.hpp>

#include <charconv>
#include <concepts>
#include <optional>
#include <string>

namespace kc::gateway
{

class Output
{
public:
    explicit Output(const net::Connection& connection) : _connection{connection} {}

    Output& operator<<(sv text)
    {
        _buffer.append(text);
        if (_buffer.size() >= kPieceBytes)
            flush();
        return *this;
    }

    Output& operator<<(char c) { return *this << sv{&c, 1}; }

    Output& operator<<(std::unsigned_integral auto number)
    {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return *this << sv{digits, static_cast<std::size_t>(end - digits)};
    }

    /// Gives what was gathered to the connection.
    void flush()
    {
        if (_buffer.empty())
            return;
        if (_compressed)
            writeCompressed(Deflater::Flush::No);
        else
            write(_buffer);
        _buffer.clear();
    }

    /// The same, to the last octet; and the memory is given back, since sessions idle.
    void release()
    {
        if (_deflater || (_compressed && !_buffer.empty()))
            writeCompressed(Deflater::Flush::Yes);
        else
            flush();
        _deflater.reset();
        std::string{}.swap(_buffer);
    }

    /// What comes after release() is compressed.
    void compress() { _compressed = true; }

    bool isCompressed() const { return _compressed; }

    /// False: finish the piece at hand and let the client catch up.
    bool hasRoom() const { return _room; }

    /// The connection has called again, so there is room.
    void resume() { _room = true; }

private:
    static constexpr std::size_t kPieceBytes = 16 * 1024;

    void write(sv octets)
    {
        if (!octets.empty() && !_connection.write(octets))
            _room = false;
    }

    void writeCompressed(Deflater::Flush flush)
    {
        if (!_deflater)
            _deflater.emplace();
        write(_deflater->deflate(_buffer, flush));
    }

    net::Connection _connection;
    std::string _buffer;
    std::optional<Deflater> _deflater; // of the burst at hand
    bool _compressed = false;
    bool _room = true;
};

} // namespace kc::gateway
