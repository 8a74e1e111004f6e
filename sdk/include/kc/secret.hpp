// SPDX-License-Identifier: Apache-2.0
// Text that is wiped from memory when it goes: passwords and what carries them. It is never copied,
// converts to nothing, and so cannot come into a log line by accident.
#pragma once

#include <kc/status.hpp>

#include <cstring>
#include <string>

namespace kc::inline sdk1
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

    ~Secret() { wipe(_text); }

    /// For the one call that needs it; the view must not outlive the secret.
    sv reveal() const { return _text; }

private:
    std::string _text;
};

} // namespace kc::inline sdk1
