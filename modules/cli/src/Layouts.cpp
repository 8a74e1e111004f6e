// SPDX-License-Identifier: Apache-2.0
#include "Layouts.h"

#include <algorithm>

namespace kc::cli
{

namespace
{

constexpr std::size_t kLabelWidth = 23;

std::size_t charactersIn(sv text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padding(sv text, std::size_t width)
{
    const std::size_t length = charactersIn(text);
    return std::string(width > length ? width - length : 0, ' ');
}

/// What somebody typed as a name must not drive the administrator's terminal.
std::string printable(sv text)
{
    std::string clean{text};
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c)
        {
            const auto octet = static_cast<unsigned char>(c);
            return octet < 0x20 || octet == 0x7F;
        },
        '?');
    return clean;
}

std::string userRow(sv login, sv fullname, sv homeServer, sv store)
{
    return alignRight(login, 16) + alignRight(fullname, 20) + alignRight(homeServer, 20) +
           alignRight(store, 40) + "\n";
}

std::string detail(sv label, sv value)
{
    return alignLeft(label, kLabelWidth) + printable(value) + "\n";
}

sv yesNo(bool value)
{
    return value ? "yes" : "no";
}

} // namespace

std::string alignRight(sv text, std::size_t width)
{
    return padding(text, width) + printable(text);
}

std::string alignLeft(sv text, std::size_t width)
{
    return printable(text) + padding(text, width);
}

std::string userList(sv of, const std::vector<User>& users)
{
    std::string text = "User list for " + std::string{of} + " (" + std::to_string(users.size()) +
                       "):\n" + userRow("User", "Full Name", "Homeserver", "Store") +
                       std::string(96, '-') + "\n";
    for (const User& user : users)
        text += userRow(user.login, user.fullname, user.homeServer, "");
    return text;
}

std::string userDetails(const User& user)
{
    std::string administrator{yesNo(user.adminLevel > 0)};
    if (user.adminLevel >= 2)
        administrator += " (system)";
    std::string text = detail("Name:", user.login);
    text += detail("Full name:", user.fullname);
    text += detail("Email address:", user.email);
    text += detail("Active:", yesNo(user.isActive));
    text += detail("Administrator:", administrator);
    text += detail("Address Book:", user.isHidden ? "hidden" : "visible");
    text += "Current user store quota settings:\n";
    text += detail("    Quota overrides:", "no");
    for (const sv level : {"    Warning level:", "    Soft level:", "    Hard level:"})
        text += detail(level, "unlimited");
    return text;
}

} // namespace kc::cli
