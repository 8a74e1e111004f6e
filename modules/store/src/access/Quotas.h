// SPDX-License-Identifier: Apache-2.0
// Which limits hold, asked of the directory before a closure: of a user (own, his company's or the
// installation's, one of them as a whole) and of all stores of a company.
#pragma once

#include "Allowance.h"
#include "CompanyUse.h"
#include "OwnerCache.h"
#include "People.h"

namespace kc::store
{

class Quotas
{
public:
    Quotas(OwnerCache& owners, People& people, CompanyUse& companies)
        : _owners{owners}, _people{people}, _companies{companies}
    {
    }

    /// For a delivery to a user: who delivers does not matter.
    Allowance delivery(Context& context, const Person& to);

    /// For what the actor puts into an account. SYSTEM, and who administers the installation at
    /// level 2, is beyond every limit.
    Allowance writing(Context& context, kc_id account);

    /// What is told of an account.
    kc_quota_limits limits(Context& context, kc_id account);

    void added(const Allowance& allowance, std::uint64_t octets)
    {
        _companies.add(allowance.tenant, octets);
    }

private:
    void addCompany(Context& context, kc_id tenant, Allowance& allowance);

    OwnerCache& _owners;
    People& _people;
    CompanyUse& _companies;
};

} // namespace kc::store
