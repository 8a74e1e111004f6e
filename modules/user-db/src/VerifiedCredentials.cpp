// SPDX-License-Identifier: Apache-2.0
#include "VerifiedCredentials.h"

#include <cstring>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <vector>

namespace kc::userdb
{

namespace
{

void append(std::vector<unsigned char>& to, sv field)
{
    const std::uint64_t length = field.size();
    const std::size_t place = to.size();
    to.resize(place + sizeof length + field.size());
    std::memcpy(to.data() + place, &length, sizeof length);
    if (!field.empty())
        std::memcpy(to.data() + place + sizeof length, field.data(), field.size());
}

} // namespace

VerifiedCredentials::VerifiedCredentials()
{
    if (RAND_bytes(_key.data(), static_cast<int>(_key.size())) != 1)
        throw Fault{KC_EUNAVAIL, "no random numbers for a key"};
}

VerifiedCredentials::Proof VerifiedCredentials::proofOf(std::int64_t user, sv phc,
                                                        sv password) const
{
    // Each field goes with its length: no two triples make the same octets.
    std::vector<unsigned char> octets;
    octets.reserve(sizeof user + phc.size() + password.size() + 3 * sizeof(std::uint64_t));
    append(octets, sv{reinterpret_cast<const char*>(&user), sizeof user});
    append(octets, phc);
    append(octets, password);
    Proof proof{};
    const unsigned char* const done = HMAC(EVP_sha256(), _key.data(), static_cast<int>(_key.size()),
                                           octets.data(), octets.size(), proof.data(), nullptr);
    OPENSSL_cleanse(octets.data(), octets.size());
    if (done == nullptr)
        throw Fault{KC_EUNAVAIL, "HMAC failed"};
    return proof;
}

bool VerifiedCredentials::contains(const Proof& proof, Clock::time_point now)
{
    const std::lock_guard lock{_mutex};
    rotate(now);
    return _young.count(proof) != 0 || _old.count(proof) != 0;
}

void VerifiedCredentials::add(const Proof& proof, Clock::time_point now)
{
    const std::lock_guard lock{_mutex};
    rotate(now);
    if (_young.size() >= kMaxEntries / 2)
    {
        _old.swap(_young);
        _young.clear();
        _youngSince = now;
    }
    _young.insert(proof);
}

void VerifiedCredentials::rotate(Clock::time_point now)
{
    if (now - _youngSince < kLifetime / 2)
        return;
    _old.clear();
    if (now - _youngSince < kLifetime)
        _old.swap(_young);
    else
        _young.clear();
    _youngSince = now;
}

std::size_t VerifiedCredentials::Hash::operator()(const Proof& proof) const noexcept
{
    std::size_t hash = 0;
    std::memcpy(&hash, proof.data(), sizeof hash); // an HMAC's octets are as good as a hash
    return hash;
}

} // namespace kc::userdb
