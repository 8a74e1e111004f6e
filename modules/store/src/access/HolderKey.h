// SPDX-License-Identifier: Apache-2.0
// st_account.principal: whose store it is and of which type, in one unique number, so that the
// database itself keeps two stores of a type from one owner, and a delivery finds a user's by the
// number that it has. Private stores have their owner's identity, others what is below zero; an
// orphan has its own account's.
#pragma once

#include <kc/abi/draft/stores.h>

namespace kc::store
{

inline constexpr int kTypeBits = 2;

constexpr kc_id ownerKey(kc_id owner, kc_store_type type)
{
    return type == KC_STORE_PRIVATE ? owner : -((owner << kTypeBits) | static_cast<kc_id>(type));
}

constexpr kc_id orphanKey(kc_id account)
{
    return -(account << kTypeBits);
}

/// 0: an orphan.
constexpr kc_id ownerOf(kc_id key)
{
    if (key > 0)
        return key;
    const kc_id bits = -key;
    return (bits & ((1 << kTypeBits) - 1)) == 0 ? 0 : bits >> kTypeBits;
}

} // namespace kc::store
