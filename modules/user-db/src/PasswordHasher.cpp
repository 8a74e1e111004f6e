// SPDX-License-Identifier: Apache-2.0
#include "PasswordHasher.h"

#include <algorithm>
#include <argon2.h>
#include <array>
#include <chrono>
#include <openssl/rand.h>
#include <thread>

namespace kc::userdb
{

namespace
{

// OWASP's minimum for argon2id: 19 MiB, two passes, one lane. About 35 ms; a mail server sees many
// logins.
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKiB = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltOctets = 16;
constexpr std::size_t kHashOctets = 32;

/// A place among those that may hash now.
class Turn
{
public:
    Turn(const Context& context, std::counting_semaphore<>& turns) : _turns{turns}
    {
        const std::int64_t deadline = context.deadline();
        if (deadline == INT64_MAX)
        {
            _turns.acquire();
            return;
        }
        const std::chrono::steady_clock::time_point until{std::chrono::nanoseconds{deadline}};
        if (!_turns.try_acquire_until(until))
            throw Fault{KC_EBUSY, "too many password checks at once"};
    }

    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    ~Turn() { _turns.release(); }

private:
    std::counting_semaphore<>& _turns;
};

std::string encode(sv password)
{
    std::array<unsigned char, kSaltOctets> salt{};
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1)
        throw Fault{KC_EUNAVAIL, "no random numbers for a salt"};
    std::array<char, 256> phc{};
    const int code =
        argon2id_hash_encoded(kPasses, kMemoryKiB, kLanes, password.data(), password.size(),
                              salt.data(), salt.size(), kHashOctets, phc.data(), phc.size());
    if (code != ARGON2_OK)
        throw Fault{KC_EUNAVAIL, std::string{"argon2: "} + argon2_error_message(code)};
    return phc.data();
}

std::ptrdiff_t processors()
{
    return std::clamp<std::ptrdiff_t>(std::thread::hardware_concurrency(), 1, 64);
}

} // namespace

PasswordHasher::PasswordHasher()
    : _turns{processors()}, _decoy{encode("nobody has this password, and no user this hash")}
{
}

std::string PasswordHasher::hash(const Context& context, sv password)
{
    const Turn turn{context, _turns};
    return encode(password);
}

bool PasswordHasher::matches(const Context& context, const std::string& phc, sv password)
{
    const Turn turn{context, _turns};
    const int code = argon2id_verify(phc.c_str(), password.data(), password.size());
    if (code == ARGON2_OK || code == ARGON2_VERIFY_MISMATCH)
        return code == ARGON2_OK;
    throw Fault{KC_ECORRUPT, std::string{"stored password hash: "} + argon2_error_message(code)};
}

void PasswordHasher::spend(const Context& context, sv password)
{
    (void)matches(context, _decoy, password);
}

} // namespace kc::userdb
