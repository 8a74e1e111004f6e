// SPDX-License-Identifier: Apache-2.0
#include "Quota.h"

#include "Accounts.h"
#include "PrincipalProperties.h"
#include "QuotaRecord.h"

#include <array>
#include <charconv>
#include <chrono>
#include <map>

namespace kc::jmap
{

namespace
{

/// Beyond so many it is cheaper to read all stores once.
constexpr std::size_t kFewPrincipals = 50;

struct QuotaNumbers // what a state string of a user's account is made of
{
    std::array<std::uint64_t, 4> numbers; // used, warn, soft, hard

    bool isLimited() const { return numbers[1] != 0 || numbers[2] != 0 || numbers[3] != 0; }
};

/// Nothing if there are none; also for who is gone meanwhile.
std::optional<Quota> limitsOf(const Call& call, const Principal& principal)
{
    kc_quota_limits limits{};
    limits.size = sizeof limits;
    const Status status = call.directory.quota(call.context, principal.id, limits);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory cannot tell the quota"};
    if (!status.ok() || (limits.warn == 0 && limits.soft == 0 && limits.hard == 0))
        return std::nullopt;
    return Quota{"q" + std::to_string(principal.id),
                 principal.kind == KC_USER_COMPANY ? "domain" : "account",
                 principal.login,
                 0,
                 limits.warn,
                 limits.soft,
                 limits.hard};
}

std::vector<Quota> ownQuota(const Call& call, kc_id owner)
{
    const auto found = getPrincipals(call, {owner});
    auto quota = found.empty() ? std::nullopt : limitsOf(call, found.front());
    if (!quota)
        return {};
    kc_id account = 0;
    kc_quota held{};
    held.size = sizeof held;
    if (!call.store->account(call.context, owner, account).ok() ||
        !call.store->quota(call.context, account, held).ok())
        throw Fault{KC_EUNAVAIL, "the store cannot tell what is used"};
    quota->used = held.octets;
    return {std::move(*quota)};
}

/// What stores hold, by owner, and by company all of them together.
class Usage
{
public:
    explicit Usage(const Call& call) : _call{call} {}

    void readAll() { read({}); }

    void readOf(const Principal& principal)
    {
        const bool isCompany = principal.kind == KC_USER_COMPANY;
        read({isCompany ? 0 : principal.id, isCompany ? principal.id : 0});
    }

    std::uint64_t of(const Principal& principal) const
    {
        const auto& sums = principal.kind == KC_USER_COMPANY ? _ofTenants : _ofOwners;
        const auto found = sums.find(principal.id);
        return found == sums.end() ? 0 : found->second;
    }

private:
    struct Which
    {
        kc_id owner = 0, tenant = 0;
    };

    void read(Which which)
    {
        kc_store_query query{};
        query.size = sizeof query;
        query.owner = which.owner;
        query.tenant = which.tenant;
        const auto add = [&](const kc_store_row& row)
        {
            if (row.type == KC_STORE_PRIVATE && row.owner != 0 && which.tenant == 0)
                _ofOwners[row.owner] += row.octets;
            if (row.tenant != 0 && which.owner == 0)
                _ofTenants[row.tenant] += row.octets;
        };
        const Status status = _call.stores->list(_call.context, query, add);
        if (!status.ok() && status != KC_ENOTFOUND)
            throw Fault{KC_EUNAVAIL, "the store gives no list of stores"};
    }

    const Call& _call;
    std::map<kc_id, std::uint64_t> _ofOwners, _ofTenants;
};

std::vector<Principal> candidates(const Call& call, const std::vector<kc_id>* principals)
{
    std::vector<Principal> found;
    if (principals != nullptr)
        found = getPrincipals(call, *principals);
    else
    {
        const auto take = [&](const kc_principal& row) { found.emplace_back(row); };
        (void)listPrincipals(call, 0, KC_KINDS_WITH_STORE | kKindsOfCompanies, take);
    }
    // RFC 9425 §8: quotas of others are for those who administer them.
    std::erase_if(found,
                  [&](const Principal& principal)
                  {
                      return !hasQuota(principal.kind) || principal.id == KC_ID_SYSTEM ||
                             !isAdministered(call, principal.id);
                  });
    return found;
}

std::vector<Quota> directoryQuotas(const Call& call, const std::vector<kc_id>* principals)
{
    if (!call.caller.isAdmin())
        return {};
    const std::vector<Principal> all = candidates(call, principals);
    Usage usage{call};
    if (all.size() > kFewPrincipals)
        usage.readAll();
    else
        for (const Principal& principal : all)
            usage.readOf(principal);
    std::vector<Quota> quotas;
    for (const Principal& principal : all)
    {
        auto quota = limitsOf(call, principal);
        if (!quota)
            continue;
        quota->used = usage.of(principal);
        quotas.push_back(std::move(*quota));
    }
    return quotas;
}

QuotaNumbers numbersOf(const std::vector<Quota>& quotas)
{
    if (quotas.empty())
        return {};
    const Quota& quota = quotas.front();
    return {{quota.used, quota.warn, quota.soft, quota.hard}};
}

std::string textOf(const QuotaNumbers& limits)
{
    std::string text;
    for (const std::uint64_t number : limits.numbers)
        text.append(text.empty() ? "" : "-").append(std::to_string(number));
    return text;
}

std::optional<QuotaNumbers> parseState(const std::string& state)
{
    QuotaNumbers limits{};
    const char* at = state.data();
    const char* const end = at + state.size();
    for (std::uint64_t& number : limits.numbers)
    {
        const auto [next, failed] = std::from_chars(at, end, number);
        if (failed != std::errc{})
            return std::nullopt;
        at = next == end ? end : next + 1;
    }
    return textOf(limits) == state ? std::optional{limits} : std::nullopt;
}

} // namespace

std::variant<QuotaAccount, MethodError> quotaAccount(const Call& call, const std::string& id)
{
    const bool isDirectory = id == call.caller.directoryAccount();
    const auto owner = isDirectory ? std::optional<kc_id>{0}
                                   : findAccount(call.context, call.directory, call.caller, id);
    if (!owner)
        return MethodError{"accountNotFound", ""};
    if (isDirectory ? call.stores == nullptr : call.store == nullptr)
        return MethodError{"accountNotSupportedByMethod", ""};
    return QuotaAccount{id, *owner};
}

std::vector<Quota> readQuotas(const Call& call, const QuotaAccount& account,
                              const std::vector<kc_id>* principals)
{
    return account.owner != 0 ? ownQuota(call, account.owner) : directoryQuotas(call, principals);
}

std::vector<kc_id> quotaOwners(const std::vector<std::string>& ids)
{
    std::vector<kc_id> owners;
    for (const std::string& id : ids)
        if (const kc_id owner = parseId(id, 'q'))
            owners.push_back(owner);
    return owners;
}

Json toJson(const Quota& quota)
{
    const auto orNull = [](std::uint64_t limit)
    { return limit == 0 ? Json(nullptr) : Json(unsignedInt(limit)); };
    return {{"id", quota.id},
            {"resourceType", "octets"},
            {"used", unsignedInt(quota.used)},
            // It cannot be null.
            {"hardLimit", quota.hard == 0 ? kMaxUnsignedInt : unsignedInt(quota.hard)},
            {"scope", quota.scope},
            {"name", quota.name},
            {"types", {"Email"}},
            {"warnLimit", orNull(quota.warn)},
            {"softLimit", orNull(quota.soft)},
            {"description", nullptr}};
}

std::string quotaState(const QuotaAccount& account, const std::vector<Quota>& quotas)
{
    if (account.owner != 0)
        return textOf(numbersOf(quotas));
    return std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

std::optional<QuotaChange> changeSince(const std::string& state, const std::vector<Quota>& quotas)
{
    const auto before = parseState(state);
    if (!before)
        return std::nullopt;
    const QuotaNumbers now = numbersOf(quotas);
    const bool isSame = textOf(*before) == textOf(now);
    const bool isOnlyUsed = before->numbers[1] == now.numbers[1] &&
                            before->numbers[2] == now.numbers[2] &&
                            before->numbers[3] == now.numbers[3];
    return QuotaChange{!before->isLimited() && now.isLimited(),
                       before->isLimited() && now.isLimited() && !isSame,
                       before->isLimited() && !now.isLimited(), isOnlyUsed};
}

} // namespace kc::jmap
