// SPDX-License-Identifier: Apache-2.0
// User and password of an Authorization header (RFC 7617). Wiped when it goes.
#pragma once

#include <kc/secret.hpp>

#include <optional>
#include <string>

namespace kc::httpd
{

class Credentials
{
public:
    Credentials(std::string decoded, std::size_t colon)
        : _decoded{std::move(decoded)}, _colon{colon}
    {
    }

    Credentials(Credentials&&) noexcept = default;
    Credentials& operator=(Credentials&&) noexcept = default;
    ~Credentials();

    sv user() const { return sv{_decoded}.substr(0, _colon); }

    sv password() const { return sv{_decoded}.substr(_colon + 1); }

private:
    std::string _decoded; // "user:password"
    std::size_t _colon;
};

/// Nothing unless it is the Basic scheme with strict Base64 of "user:password" without controls.
std::optional<Credentials> parseBasic(sv authorization);

} // namespace kc::httpd
