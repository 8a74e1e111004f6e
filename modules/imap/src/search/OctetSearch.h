// SPDX-License-Identifier: Apache-2.0
// Looks for a text in octets that come in pieces, each in capitals already. Linear.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <cstring>
#include <string>

namespace kc::imap
{

class OctetSearch
{
public:
    /// Octets before `start` do not count. `key` is the caller's.
    OctetSearch(sv wanted, std::uint64_t start, std::size_t key)
        : _wanted{wanted}, _start{start}, _key{key}, _found{wanted.empty()}
    {
    }

    void feed(std::uint64_t offset, sv piece)
    {
        if (offset < _start)
            piece.remove_prefix(static_cast<std::size_t>(
                _start - offset < piece.size() ? _start - offset : piece.size()));
        if (_found || piece.empty())
            return;
        const std::size_t overlap = _wanted.size() - 1;
        _tail.append(piece.substr(0, overlap)); // what straddles the border
        _found = has(_tail) || has(piece);
        if (piece.size() >= overlap)
            _tail.assign(piece.substr(piece.size() - overlap));
        else if (_tail.size() > overlap)
            _tail.erase(0, _tail.size() - overlap);
    }

    bool found() const { return _found; }

    std::size_t key() const { return _key; }

private:
    bool has(sv text) const
    {
        return ::memmem(text.data(), text.size(), _wanted.data(), _wanted.size()) != nullptr;
    }

    sv _wanted;
    std::uint64_t _start;
    std::size_t _key;
    std::string _tail;
    bool _found;
};

} // namespace kc::imap
