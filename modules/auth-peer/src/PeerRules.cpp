// SPDX-License-Identifier: Apache-2.0
#include "PeerRules.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <pwd.h>

namespace kc::authpeer
{

namespace
{

/// Calls `ask` with a growing buffer; nothing if there is no such account.
template <class Ask>
bool askAccounts(struct passwd& entry, std::vector<char>& buffer, Ask&& ask)
{
    constexpr std::size_t kMaxBuffer = 1024 * 1024;
    for (buffer.resize(1024); buffer.size() <= kMaxBuffer; buffer.resize(buffer.size() * 2))
    {
        struct passwd* found = nullptr;
        const int code = ask(entry, buffer, &found);
        if (code == ERANGE)
            continue;
        // POSIX leaves it open how "none" is told; these are the ways in use.
        if (found == nullptr && code != 0 && code != ENOENT && code != ESRCH)
            throw Fault{KC_EUNAVAIL, "the system's accounts cannot be read"};
        return found != nullptr;
    }
    throw Fault{KC_EUNAVAIL, "an account's entry is too large"};
}

std::optional<uid_t> parseUid(sv text)
{
    uid_t uid = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), uid);
    if (failed != std::errc{} || end != text.data() + text.size() || uid == static_cast<uid_t>(-1))
        return std::nullopt;
    return uid;
}

} // namespace

Accounts systemAccounts()
{
    return {[](const std::string& name) -> std::optional<uid_t>
            {
                struct passwd entry
                {
                };
                std::vector<char> buffer;
                const auto ask =
                    [&](struct passwd& to, std::vector<char>& memory, struct passwd** found)
                { return getpwnam_r(name.c_str(), &to, memory.data(), memory.size(), found); };
                if (!askAccounts(entry, buffer, ask))
                    return std::nullopt;
                return entry.pw_uid;
            },
            [](uid_t uid) -> std::optional<std::string>
            {
                struct passwd entry
                {
                };
                std::vector<char> buffer;
                const auto ask =
                    [&](struct passwd& to, std::vector<char>& memory, struct passwd** found)
                { return getpwuid_r(uid, &to, memory.data(), memory.size(), found); };
                if (!askAccounts(entry, buffer, ask))
                    return std::nullopt;
                return std::string{entry.pw_name};
            }};
}

PeerRules::PeerRules(const std::vector<sv>& admins, bool allowLocalUsers, uid_t own,
                     const Accounts& accounts, std::vector<std::string>& unknown)
    : _admins{own}, _allowLocalUsers{allowLocalUsers}
{
    for (const sv admin : admins)
    {
        const std::string name{admin};
        const auto number = parseUid(admin);
        const auto uid = number ? number : accounts.uidOf(name);
        if (uid)
            _admins.push_back(*uid);
        else
            unknown.push_back(name);
    }
}

bool PeerRules::mayBe(uid_t peer, sv user, const Accounts& accounts) const
{
    if (user.empty())
        return false;
    if (std::find(_admins.begin(), _admins.end(), peer) != _admins.end())
        return true;
    if (!_allowLocalUsers)
        return false;
    // Byte for byte: UNIX names differ by case, so "Ann" is not "ann".
    const auto name = accounts.nameOf(peer);
    return name && *name == user;
}

} // namespace kc::authpeer
