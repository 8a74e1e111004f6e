// SPDX-License-Identifier: Apache-2.0
// What a session says, gathered into pieces for the connection's queue. Says when the queue has had
// enough; a session then stops making more (its client is slower than it).
#pragma once

#include <kc/net.hpp>

#include <charconv>
#include <concepts>
#include <string>

namespace kc::imap
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

    /// Gives what was gathered to the connection; the buffer's memory too, since sessions idle.
    void flush()
    {
        if (_buffer.empty())
            return;
        if (!_connection.write(_buffer))
            _room = false;
        _buffer.clear();
    }

    void release()
    {
        flush();
        std::string{}.swap(_buffer);
    }

    /// False: finish the piece at hand and let the client catch up.
    bool hasRoom() const { return _room; }

    /// The connection has called again, so there is room.
    void resume() { _room = true; }

private:
    static constexpr std::size_t kPieceBytes = 16 * 1024;

    net::Connection _connection;
    std::string _buffer;
    bool _room = true;
};

} // namespace kc::imap
