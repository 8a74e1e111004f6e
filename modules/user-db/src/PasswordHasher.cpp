// SPDX-License-Identifier: Apache-2.0
#include "PasswordHasher.h"

#include <algorithm>
#include <argon2.h>
#include <array>
#include <charconv>
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

// What a hash that was made elsewhere may cost: several times ours, never the machine.
constexpr std::uint32_t kMostMemoryKiB = 128 * 1024;
constexpr std::uint32_t kMostPasses = 10;
constexpr std::uint32_t kMostLanes = 16;

/// The number behind `name`, up to `end`; 0 if it is not there or above `most`.
std::uint32_t takeNumber(sv& text, sv name, sv end, std::uint32_t most)
{
    if (!text.starts_with(name))
        return 0;
    text.remove_prefix(name.size());
    std::uint32_t number = 0;
    const auto [last, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isPlain = failed == std::errc{} && !text.starts_with('0');
    text.remove_prefix(static_cast<std::size_t>(last - text.data()));
    if (!isPlain || number > most || !text.starts_with(end))
        return 0;
    text.remove_prefix(end.size());
    return number;
}

/// RFC 4648 §3.2, §3.5: without padding, and no bit beyond the last octet, or libargon2 could not
/// read it.
bool isBase64(sv text, std::size_t least, std::size_t most)
{
    constexpr sv kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t over = text.size() % 4;
    if (text.size() < least || text.size() > most || over == 1 ||
        text.find_first_not_of(kDigits) != sv::npos)
        return false;
    const std::size_t last = kDigits.find(text.back());
    return over == 0 || (over == 2 ? last % 16 == 0 : last % 4 == 0);
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

bool PasswordHasher::verifies(sv phc)
{
    constexpr sv kForm = "$argon2id$v=19$";
    if (!phc.starts_with(kForm) || phc.size() > kMaxHashOctets)
        return false;
    phc.remove_prefix(kForm.size());
    const std::uint32_t memory = takeNumber(phc, "m=", ",", kMostMemoryKiB);
    const std::uint32_t passes = takeNumber(phc, "t=", ",", kMostPasses);
    const std::uint32_t lanes = takeNumber(phc, "p=", "$", kMostLanes);
    if (passes == 0 || lanes == 0 || memory < 8 * lanes) // RFC 9106 §3.1
        return false;
    const std::size_t end = phc.find('$');
    constexpr std::size_t kMostDigits = 86; // 64 octets
    return end != sv::npos && isBase64(phc.substr(0, end), 11, kMostDigits) &&
           isBase64(phc.substr(end + 1), 22, kMostDigits);
}

void PasswordHasher::spend(const Context& context, sv password)
{
    (void)matches(context, _decoy, password);
}

} // namespace kc::userdb
