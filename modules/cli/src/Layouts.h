// SPDX-License-Identifier: Apache-2.0
// The lists that kopano-cli prints, in the layouts of 8.6.
#pragma once

#include "Directory.h"

namespace kc::cli
{

/// What there is of each kind.
struct UserCount
{
    std::uint64_t active = 0, nonActive = 0, users = 0, rooms = 0, equipment = 0, total = 0;
};

/// Characters, not octets, as the original counts.
std::string alignRight(sv text, std::size_t width);
std::string alignLeft(sv text, std::size_t width);
/// "3.50 MB"
std::string megabytes(std::uint64_t octets);
std::string joined(const std::vector<std::string>& texts, sv separator);

std::string userList(sv of, const UserList& list);
std::string groupList(sv of, const std::vector<Principal>& groups);
std::string companyList(const std::vector<Principal>& companies, const Names& administrators);
std::string storeList(const std::vector<Store>& stores);
std::string orphanList(const std::vector<Store>& stores, const UserList& usersWithout);
std::string userCount(const UserCount& count);

/// Tables under a line of their own, as in details too.
std::string userTable(sv intro, const UserList& list);
std::string groupTable(sv intro, const std::vector<Principal>& groups);

} // namespace kc::cli
