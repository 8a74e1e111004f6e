// SPDX-License-Identifier: Apache-2.0
#include "Rights.h"

#include "Failure.h"

#include <kc/status.hpp>

#include <algorithm>
#include <array>

namespace kc::cli
{

namespace
{

constexpr std::array<sv, 10> kRights{
    "read_items", "create_items",      "edit_own",     "delete_own",     "edit_all",
    "delete_all", "create_subfolders", "folder_owner", "folder_contact", "folder_visible"};

bool contains(const std::vector<std::string>& all, sv one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

void addRight(std::vector<std::string>& rights, sv name)
{
    if (std::find(kRights.begin(), kRights.end(), name) == kRights.end())
        throw Failure{"no such right: '" + std::string{name} + "'"};
    rights.emplace_back(name);
}

} // namespace

Grant parseGrant(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    Grant grant{text.substr(0, colon), {}};
    if (colon == std::string::npos)
        return grant;
    sv rest = sv{text}.substr(colon + 1);
    for (bool isMore = true; isMore;)
    {
        const std::size_t comma = rest.find(',');
        addRight(grant.rights, rest.substr(0, comma));
        isMore = comma != sv::npos;
        rest.remove_prefix(isMore ? comma + 1 : rest.size());
    }
    return grant;
}

std::vector<std::string> joined(const std::vector<std::string>& rights,
                                const std::vector<std::string>& more)
{
    std::vector<std::string> all;
    for (const sv name : kRights)
        if (contains(rights, name) || contains(more, name))
            all.emplace_back(name);
    return all;
}

std::vector<std::string> without(const std::vector<std::string>& rights,
                                 const std::vector<std::string>& less)
{
    std::vector<std::string> all = less.empty() ? std::vector<std::string>{} : rights;
    std::erase_if(all, [&](const std::string& each) { return contains(less, each); });
    return all;
}

} // namespace kc::cli
