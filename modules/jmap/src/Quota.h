// SPDX-License-Identifier: Apache-2.0
// Quotas (RFC 9425 §4): one of each principal who has a limit. In a user's account there is his
// own; in the directory's account are those that the caller administers.
#pragma once

#include "Principal.h"

namespace kc::jmap
{

struct Quota
{
    std::string id;
    const char* scope; // RFC 9425 §3.1
    std::string name;
    std::uint64_t used, warn, soft, hard; // octets; 0: no limit
};

/// Whose account a method names.
struct QuotaAccount
{
    std::string id;
    kc_id owner; // 0: it is the directory's
};

/// accountNotFound, or accountNotSupportedByMethod if there is no store.
std::variant<QuotaAccount, MethodError> quotaAccount(const Call& call, const std::string& id);

/// Of those principals, or of all. Throws Fault.
std::vector<Quota> readQuotas(const Call& call, const QuotaAccount& account,
                              const std::vector<kc_id>* principals);

/// Quota ids as the principals they are of.
std::vector<kc_id> quotaOwners(const std::vector<std::string>& ids);

Json toJson(const Quota& quota);

/// What has become of a user's quota since that state. RFC 9425 §4.3.
struct QuotaChange
{
    bool isCreated, isUpdated, isDestroyed;
    bool isOnlyUsed;
};

/// Of a user's account: says itself what the quota was. Of the directory's: another one each time,
/// since what is used changes with every mail.
std::string quotaState(const QuotaAccount& account, const std::vector<Quota>& quotas);
/// Nothing if that is no state of a user's account.
std::optional<QuotaChange> changeSince(const std::string& state, const std::vector<Quota>& quotas);

} // namespace kc::jmap
