// SPDX-License-Identifier: Apache-2.0
// What is administered, as the server tells of it.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kc::cli
{

/// The group of all users of a company, and owner of the public store without companies.
inline constexpr const char* kEveryoneId = "p1";
inline constexpr const char* kSystemId = "p2";
/// What the one company is called where there are none.
inline constexpr const char* kSingleTenant = "Default";

/// Octets; 0 is no limit.
struct Quota
{
    bool isOverride = false;
    std::uint64_t warn = 0, soft = 0, hard = 0;
};

struct Principal
{
    std::string id; // the server's
    std::string login, fullname, email, kind, homeServer, company;
    bool isHidden = false;
    std::uint64_t adminLevel = 0;
    std::vector<std::string> aliases, features;
    Quota quota, memberQuota; // own records
    Quota effective;          // what holds
    /// Identities by relation: "kc:members", "kc:sendAs" and so on.
    std::map<std::string, std::vector<std::string>> relations;

    bool isActive() const { return kind == "active"; }

    bool isUser() const { return isActive() || hasShared() || kind == "contact"; }

    bool hasStore() const { return isActive() || hasShared(); }

    bool isGroup() const { return kind == "group" || kind == "distribution" || kind == "dynamic"; }

    bool isCompany() const { return kind == "company"; }

private:
    bool hasShared() const { return kind == "shared" || kind == "room" || kind == "equipment"; }
};

struct Permission
{
    std::string path;   // of the mailbox; empty: the store itself
    std::string member; // its id
    std::vector<std::string> rights;
};

struct Store
{
    std::string guid, type, owner, name, company;
    std::uint64_t octets = 0, messages = 0;
    std::vector<Permission> permissions;

    bool isOrphan() const { return owner.empty(); }
};

/// What principals are called, by their ids.
using Names = std::map<std::string, std::string>;

/// Everything that the details of one show.
struct Page
{
    Principal self;
    std::optional<Store> store;
    std::vector<Principal> members, groups;
    Names names;

    /// The names of those related to it, sorted.
    std::vector<std::string> related(const std::string& relation) const;
};

} // namespace kc::cli
