// SPDX-License-Identifier: Apache-2.0
#include "RecentLogin.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace kc::httpd
{

namespace
{

using Octets = std::array<unsigned char, 32>;

/// Made once a process: what is remembered is worth nothing outside of it.
const Octets& key()
{
    static const Octets kKey = []
    {
        Octets made{};
        if (RAND_bytes(made.data(), static_cast<int>(made.size())) != 1)
            throw Fault{KC_EUNAVAIL, "no random numbers for a key"};
        return made;
    }();
    return kKey;
}

Octets proofOf(sv authorization)
{
    Octets proof{};
    const auto* const octets = reinterpret_cast<const unsigned char*>(authorization.data());
    if (HMAC(EVP_sha256(), key().data(), static_cast<int>(key().size()), octets,
             authorization.size(), proof.data(), nullptr) == nullptr)
        throw Fault{KC_EUNAVAIL, "HMAC failed"};
    return proof;
}

} // namespace

const Caller* RecentLogin::find(sv authorization, Clock::time_point now) const
{
    if (now >= _until)
        return nullptr;
    const Octets proof = proofOf(authorization);
    return CRYPTO_memcmp(proof.data(), _proof.data(), proof.size()) == 0 ? &_caller : nullptr;
}

void RecentLogin::remember(sv authorization, const Caller& caller, Clock::time_point now)
{
    _proof = proofOf(authorization);
    _caller = caller;
    _until = now + kLifetime;
}

} // namespace kc::httpd
