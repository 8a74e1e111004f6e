// SPDX-License-Identifier: Apache-2.0
// Looks for a text in texts that come in pieces, both without case already. Linear.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <cstring>
#include <string>

namespace kc::imap
{

/// Where a text stands in a message.
enum class TextPlace : std::uint8_t
{
    Header, ///< of the message itself
    Body
};

class OctetSearch
{
public:
    /// What comes before `from` does not count. `key` is the caller's.
    OctetSearch(sv wanted, TextPlace from, std::size_t key)
        : _wanted{wanted}, _from{from}, _key{key}, _found{wanted.empty()}
    {
    }

    void feed(TextPlace place, sv piece)
    {
        if (_found || piece.empty() || place < _from)
            return;
        const std::size_t overlap = _wanted.size() - 1;
        _tail.append(piece.substr(0, overlap)); // what straddles the border
        _found = has(_tail) || has(piece);
        if (piece.size() >= overlap)
            _tail.assign(piece.substr(piece.size() - overlap));
        else if (_tail.size() > overlap)
            _tail.erase(0, _tail.size() - overlap);
    }

    /// Nothing is found across the end of a text.
    void endText() { _tail.clear(); }

    bool found() const { return _found; }

    std::size_t key() const { return _key; }

private:
    bool has(sv text) const
    {
        return ::memmem(text.data(), text.size(), _wanted.data(), _wanted.size()) != nullptr;
    }

    sv _wanted;
    TextPlace _from;
    std::size_t _key;
    std::string _tail;
    bool _found;
};

} // namespace kc::imap
