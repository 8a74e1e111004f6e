// SPDX-License-Identifier: Apache-2.0
#include "Details.h"

#include "Layouts.h"

namespace kc::cli
{

namespace
{

constexpr std::size_t kUserWidth = 23; // manual 6.2.6
constexpr std::size_t kGroupWidth = 16;
constexpr std::size_t kCompanyWidth = 30;

/// A blank at least, behind labels that are longer than their column.
std::string detail(sv label, sv value, std::size_t width)
{
    std::string line = alignLeft(label, width);
    if (!value.empty() && !line.ends_with(' '))
        line += ' ';
    return line + alignLeft(value, 0) + "\n";
}

sv yesNo(bool value)
{
    return value ? "yes" : "no";
}

std::string level(std::uint64_t octets)
{
    constexpr std::uint64_t kMegabyte = 1024 * 1024;
    if (octets == 0)
        return "unlimited";
    return octets % kMegabyte == 0 ? std::to_string(octets / kMegabyte) + " MB" : megabytes(octets);
}

std::string quotaLines(bool isOverride, const Quota& quota, std::size_t width)
{
    return detail("    Quota overrides:", yesNo(isOverride), width) +
           detail("    Warning level:", level(quota.warn), width) +
           detail("    Soft level:", level(quota.soft), width) +
           detail("    Hard level:", level(quota.hard), width);
}

std::string permissionLines(const std::optional<Store>& store, const Names& names)
{
    std::string text = "Permissions:\n";
    if (!store)
        return text;
    std::string path;
    std::string line;
    const auto finish = [&]
    {
        if (!line.empty())
            text += "    " + alignLeft(path.empty() ? "(store)" : path, 0) + ":" + line + "\n";
    };
    for (const Permission& each : store->permissions) // those of a path stand together
    {
        if (each.path != path)
        {
            finish();
            line.clear();
        }
        path = each.path;
        const auto name = names.find(each.member);
        line += " " + alignLeft(name == names.end() ? each.member : name->second, 0) + ":" +
                joined(each.rights, ",");
    }
    finish();
    return text;
}

std::string visibility(const Principal& principal)
{
    return principal.isHidden ? "hidden" : "visible";
}

std::string storeLines(const Page& page, sv label, sv sizeLabel, std::size_t width)
{
    return page.store ? detail(label, page.store->guid, width) +
                            detail(sizeLabel, megabytes(page.store->octets), width)
                      : "";
}

/// Those of a company, without SYSTEM.
std::string listed(const Page& page, const char* relation)
{
    std::vector<std::string> names = page.related(relation);
    std::erase(names, "SYSTEM");
    return joined(names, ", ");
}

} // namespace

std::string userDetails(const Page& page)
{
    const Principal& user = page.self;
    std::string administrator{yesNo(user.adminLevel > 0)};
    if (user.adminLevel >= 2)
        administrator += " (system)";
    const auto line = [](sv label, sv value) { return detail(label, value, kUserWidth); };
    std::string text = line("Name:", user.login);
    text += line("Full name:", user.fullname);
    text += line("Email address:", user.email);
    text += line("Active:", yesNo(user.isActive()));
    text += line("Administrator:", administrator);
    text += line("Address Book:", visibility(user));
    text += line("Features:", joined(user.features, "; "));
    text += storeLines(page, "Store:", "Store size:", kUserWidth);
    if (page.store)
    {
        text += line("Send-as:", joined(page.related("kc:sendAs"), ", "));
        text += line("Delegation:", "");
        text += line("Auto-accept meeting requests:", "no");
        text += line("Out-Of-Office:", "disabled");
    }
    text += "Current user store quota settings:\n";
    text += quotaLines(user.quota.isOverride, user.effective, kUserWidth);
    text += groupTable("Groups", page.groups);
    return text + permissionLines(page.store, page.names);
}

std::string groupDetails(const Page& page)
{
    const auto line = [](sv label, sv value) { return detail(label, value, kGroupWidth); };
    return line("Name:", page.self.login) + line("Email address:", page.self.email) +
           line("Address Book:", visibility(page.self)) +
           line("Send-as:", joined(page.related("kc:sendAs"), ", ")) +
           userTable("Users", {page.members, {}});
}

std::string companyDetails(const Page& page, bool isHosted)
{
    const auto line = [](sv label, sv value) { return detail(label, value, kCompanyWidth); };
    std::string text = line("Name:", page.self.login);
    if (isHosted)
        text += line("Sysadmin:", joined(page.related("kc:systemAdministrator"), ", "));
    text += line("Address Book:", visibility(page.self));
    text += storeLines(page, "Public store:", "Public store size:", kCompanyWidth);
    if (isHosted)
    {
        text += line("Remote-admin list:", listed(page, "kc:administrators"));
        text += line("Remote-view list:", listed(page, "kc:viewers"));
        text += line("Userquota-recipient list:", listed(page, "kc:userQuotaRecipients"));
        text += line("Companyquota-recipient list:", listed(page, "kc:companyQuotaRecipients"));
        text += "Current company quota settings:\n";
        text += quotaLines(page.self.quota.isOverride, page.self.effective, kCompanyWidth);
        text += "Default user quota settings:\n";
        text += quotaLines(page.self.memberQuota.isOverride, page.self.memberQuota, kCompanyWidth);
    }
    return text + permissionLines(page.store, page.names);
}

std::string storeDetails(const Store& store, const Names& names)
{
    const auto line = [](sv label, sv value) { return detail(label, value, kCompanyWidth); };
    return line("GUID:", store.guid) + line("Type:", store.type) +
           line("User:", store.isOrphan() ? "" : sv{store.name}) +
           line("Size:", megabytes(store.octets)) + permissionLines(store, names);
}

} // namespace kc::cli
