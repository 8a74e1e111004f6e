// SPDX-License-Identifier: Apache-2.0
// Remembers for some minutes which credentials were right, since clients log in again and again and
// each full check costs tens of milliseconds. It keeps no password: an entry is an HMAC, under a
// key that lives as long as the process, over the user's id, the stored hash and the password. So
// an entry can serve no other user, and a changed password or hash no more.
#pragma once

#include <kc/status.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_set>

namespace kc::userdb
{

class VerifiedCredentials
{
public:
    using Clock = std::chrono::steady_clock;
    using Proof = std::array<unsigned char, 32>;

    static constexpr std::size_t kMaxEntries = 20'000;
    static constexpr std::chrono::minutes kLifetime{5};

    VerifiedCredentials();

    Proof proofOf(std::int64_t user, sv phc, sv password) const;

    /// True if add() was called with it less than kLifetime before `now`.
    bool contains(const Proof& proof, Clock::time_point now);

    void add(const Proof& proof, Clock::time_point now);

private:
    struct Hash
    {
        std::size_t operator()(const Proof& proof) const noexcept;
    };

    void rotate(Clock::time_point now);

    std::array<unsigned char, 32> _key{};
    std::mutex _mutex; // guards what follows; no other lock is taken under it
    // Two generations, each filled for half a lifetime: the older is dropped as a whole.
    std::unordered_set<Proof, Hash> _young, _old;
    Clock::time_point _youngSince{};
};

} // namespace kc::userdb
