// SPDX-License-Identifier: Apache-2.0
// Text that is wiped from memory when it goes: passwords and the commands that carry them. It has
// no conversion to a log field and is never copied.
#pragma once

#include <kc/status.hpp>

#include <cstring>
#include <string>

namespace kc::imap
{

inline void wipe(std::string& text) noexcept
{
    ::explicit_bzero(text.data(), text.capacity());
    text.clear();
}

class Secret
{
public:
    explicit Secret(std::string&& text) : _text{std::move(text)}
    {
        wipe(text); // a short string is copied by a move
    }

    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    ~Secret()
    {
        wipe(_text);
    }

    sv reveal() const
    {
        return _text;
    }

private:
    std::string _text;
};

} // namespace kc::imap
