// SPDX-License-Identifier: Apache-2.0
// The response of SASL PLAIN (RFC 4616) as a client sent it. Total and bounded; wiped when it goes.
#pragma once

#include <kc/secret.hpp>

#include <optional>

namespace kc::gateway
{

class SaslPlain
{
public:
    /// Octets of a decoded response at most.
    static constexpr std::size_t kMaxBytes = 12'288;

    explicit SaslPlain(sv base64);

    /// False: too long, no base64, or not [authzid] NUL authcid NUL passwd. Then the rest is empty.
    bool isWellFormed() const { return _user <= _password; }

    /// Whom the client wants to act for; empty: itself.
    sv authorize() const;

    sv user() const;

    sv password() const;

private:
    Secret _text;
    std::size_t _user = 1, _password = 0; // where they begin
};

} // namespace kc::gateway
