// SPDX-License-Identifier: Apache-2.0
// A store as an administrator sees it: KC's own type Store. Its id is its GUID.
#pragma once

#include "Principal.h"

namespace kc::jmap
{

/// A copy of a kc_store_row.
struct StoreObject
{
    explicit StoreObject(const kc_store_row& row);

    kc_id account;
    std::string guid;
    kc_store_type type;
    kc_id owner;  // 0: an orphan
    kc_id tenant; // 0: none
    std::string name;
    std::uint64_t octets, messages;
};

const char* typeName(kc_store_type type);
std::optional<kc_store_type> storeTypeNamed(const std::string& name);
bool isGuid(const std::string& text);

/// All of that query that the caller may administer, in an order of the store's. Throws Fault.
std::vector<StoreObject> listStores(const Call& call, const kc_store_query& query);
/// Throws Fault.
std::optional<StoreObject> findStore(const Call& call, const std::string& guid);
kc_store_query allStores();

std::vector<std::string> usualStoreProperties();
bool isStoreProperty(const std::string& name);
/// Throws Fault.
Json toJson(const Call& call, const StoreObject& store, const std::vector<std::string>& properties);

/// Another one each time: sizes change with every mail.
std::string storeState();

/// forbidden for who is no administrator, serverUnavailable if there are no stores.
std::optional<MethodError> checkStores(const Call& call, const std::string& account);

} // namespace kc::jmap
