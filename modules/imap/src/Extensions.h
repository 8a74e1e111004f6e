// SPDX-License-Identifier: Apache-2.0
// What the client has said it understands, by ENABLE (RFC 5161) or by using it: untagged responses
// may then look otherwise. Never taken back.
#pragma once

#include <cstdint>

namespace kc::imap
{

enum class Extension : std::uint8_t // bits
{
    Condstore = 1,
    Qresync = 2, ///< never without Condstore
    Imap4rev2 = 4,
    Utf8Accept = 8
};

class Extensions
{
public:
    bool has(Extension one) const { return (_bits & static_cast<std::uint8_t>(one)) != 0; }

    /// Must FETCH responses that nobody asked for have the uid? RFC 7162 §3.2.4, RFC 9051 §7.5.2.
    bool wantUids() const { return has(Extension::Condstore) || has(Extension::Imap4rev2); }

    /// Are names of mailboxes UTF-8, and quoted strings nothing else? RFC 9051 §5.1, RFC 6855 §3.
    bool areUtf8() const { return has(Extension::Imap4rev2) || has(Extension::Utf8Accept); }

    void add(Extension one)
    {
        _bits |= static_cast<std::uint8_t>(one);
        if (one == Extension::Qresync) // RFC 7162 §3.2.3
            add(Extension::Condstore);
    }

private:
    std::uint8_t _bits = 0;
};

} // namespace kc::imap
