// SPDX-License-Identifier: Apache-2.0
// What kopano-cli prints, in the layouts of 8.6; the labels of the details in the manual's 23
// columns. Lines of features that do not exist yet are left out.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kc::cli
{

struct User
{
    std::string id; // the server's
    std::string login, fullname, email, homeServer;
    bool isActive = true;
    bool isHidden = false;
    std::uint64_t adminLevel = 0;
};

/// Characters, not octets, as the original counts.
std::string alignRight(sv text, std::size_t width);
std::string alignLeft(sv text, std::size_t width);

std::string userList(sv of, const std::vector<User>& users);
std::string userDetails(const User& user);

} // namespace kc::cli
