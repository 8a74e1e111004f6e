// SPDX-License-Identifier: Apache-2.0
#include "RecentLogin.h"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace kc::httpd
{

namespace
{

using Octets = std::array<unsigned char, 32>;

struct FreeMac
{
    void operator()(EVP_MAC_CTX* mac) const { EVP_MAC_CTX_free(mac); }
};

using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// HMAC-SHA-256 with a key made once a process: what is remembered is worth nothing outside of it.
Mac keyed()
{
    Octets key{};
    EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    Mac mac{EVP_MAC_CTX_new(algorithm)};
    EVP_MAC_free(algorithm);
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1 ||
        EVP_MAC_init(mac.get(), key.data(), key.size(), parameters.data()) != 1)
        throw Fault{KC_EUNAVAIL, "no HMAC with a random key"};
    return mac;
}

Octets proofOf(sv authorization)
{
    static const Mac kKeyed = keyed();
    Octets proof{};
    const auto* const octets = reinterpret_cast<const unsigned char*>(authorization.data());
    const Mac mac{EVP_MAC_CTX_dup(kKeyed.get())}; // HMAC() would look it up each time
    std::size_t size = 0;
    if (mac == nullptr || EVP_MAC_update(mac.get(), octets, authorization.size()) != 1 ||
        EVP_MAC_final(mac.get(), proof.data(), &size, proof.size()) != 1 || size != proof.size())
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
