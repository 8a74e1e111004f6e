// SPDX-License-Identifier: Apache-2.0
// What a method gets: who calls, what was asked, and the services.
#pragma once

#include "MethodError.h"
#include "Request.h"
#include "Uploads.h"

#include <kc/directory.hpp>
#include <kc/store.hpp>
#include <kc/stores.hpp>

#include <map>

namespace kc::jmap
{

struct Caller
{
    kc_id principal;
    kc_id tenant; // 0: sees all
    std::uint32_t adminLevel;
    std::string login;
    bool isRemoteAdmin = false; // of companies that have him on their list

    bool isAdmin() const { return adminLevel >= 1 || isRemoteAdmin; }

    /// The account that holds the principals the caller may see.
    std::string directoryAccount() const { return "d" + std::to_string(tenant); }

    /// SYSTEM is nobody's: it has no mail, and acts on the accounts of others.
    bool hasAccount() const { return principal != KC_ID_SYSTEM; }

    std::string ownAccount() const { return "a" + std::to_string(principal); }
};

/// Null: it is not loaded.
struct Services
{
    Directory& directory;
    Store* store;
    Stores* stores;
    Removals* removals;
    Uploads* uploads;
    std::string nodeName; // of this server
};

struct Call : Services
{
    Context& context;
    const Caller& caller;
    const Limits& limits;
    const std::set<std::string>& used;              // capabilities
    std::map<std::string, std::string>& createdIds; // of the whole request
    const Json& arguments;
    std::size_t& budget; // octets that the request's results may still copy; see References.h
    const std::string& baseUrl; // scheme, host and port, as the client sees this server

    bool isAdminView() const { return used.contains(kAdmin); }

    /// accountNotFound unless it is the caller's directory account.
    std::optional<MethodError> checkAccount(const std::string& accountId) const
    {
        if (accountId == caller.directoryAccount())
            return std::nullopt;
        return MethodError{"accountNotFound", ""};
    }
};

} // namespace kc::jmap
