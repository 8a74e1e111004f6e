// SPDX-License-Identifier: Apache-2.0
// Who may be whom over the UNIX socket. Immutable.
#pragma once

#include <kc/status.hpp>

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kc::authpeer
{

/// The system's account data base, replaced in tests. Throws Fault when it cannot tell.
struct Accounts
{
    std::function<std::optional<uid_t>(const std::string& name)> uidOf;
    std::function<std::optional<std::string>(uid_t)> nameOf;
};

/// getpwnam_r and getpwuid_r.
Accounts systemAccounts();

class PeerRules
{
public:
    /// `admins` are names or numbers; those that are neither are put into `unknown`.
    PeerRules(const std::vector<sv>& admins, bool allowLocalUsers, uid_t own,
              const Accounts& accounts, std::vector<std::string>& unknown);

    /// May a process of `peer` log in as `user` without a password?
    bool mayBe(uid_t peer, sv user, const Accounts& accounts) const;

private:
    std::vector<uid_t> _admins;
    bool _allowLocalUsers;
};

} // namespace kc::authpeer
