// SPDX-License-Identifier: Apache-2.0
// Password hashes: argon2id in PHC string form, a salt for each. It never runs more at once than
// there are processors, since each takes 19 MiB and a whole processor for tens of milliseconds.
#pragma once

#include <kc/context.hpp>

#include <semaphore>
#include <string>

namespace kc::userdb
{

/// Longer passwords are nobody's.
inline constexpr std::size_t kMaxPasswordOctets = 4096;

/// What the table takes.
inline constexpr std::size_t kMaxHashOctets = 255;

class PasswordHasher
{
public:
    PasswordHasher();

    /// A PHC string for a new password. Throws Fault when the call's deadline passes before its
    /// turn, as do the others.
    std::string hash(const Context& context, sv password);

    /// Compares in constant time.
    bool matches(const Context& context, const std::string& phc, sv password);

    /// Is it a hash that matches() can be asked about, of a cost that a login may have?
    static bool verifies(sv phc);

    /// Costs what matches() costs: for users that there are not.
    void spend(const Context& context, sv password);

private:
    std::counting_semaphore<> _turns;
    const std::string _decoy;
};

} // namespace kc::userdb
