// SPDX-License-Identifier: Apache-2.0
// What a client that keeps HIGHESTMODSEQ believes to know of a mailbox (RFC 7162 §6). It must never
// believe too much: were the connection lost then, a change would be lost to it for ever (§3.2).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace kc::imap
{

class ToldModseq
{
public:
    explicit ToldModseq(std::uint64_t announced) : _complete{announced}, _believed{announced} {}

    /// A MODSEQ stood in a FETCH response.
    void said(std::uint64_t modseq) { _said = std::max(_said, modseq); }

    std::uint64_t highestSaid() const { return _said; }

    /// All changes up to this one have been told.
    void completed(std::uint64_t modseq) { _complete = modseq; }

    /// HIGHESTMODSEQ that goes out now.
    std::uint64_t announce()
    {
        _said = 0;
        _lowered = false;
        return _believed = _complete;
    }

    /// At a tagged response. Something: HIGHESTMODSEQ has to be sent, since the client would take
    /// the highest MODSEQ that was said although changes before it are still held back, or since it
    /// was told so before and they no longer are.
    std::optional<std::uint64_t> correction()
    {
        const std::uint64_t believed = std::max(_believed, std::exchange(_said, 0));
        if (believed > _complete || (_lowered && believed < _complete))
        {
            _lowered = believed > _complete;
            return _believed = _complete;
        }
        _believed = believed;
        return std::nullopt;
    }

private:
    std::uint64_t _complete;
    std::uint64_t _believed;
    std::uint64_t _said = 0; // since the last tagged response
    bool _lowered = false;
};

} // namespace kc::imap
