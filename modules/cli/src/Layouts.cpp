// SPDX-License-Identifier: Apache-2.0
#include "Layouts.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace kc::cli
{

namespace
{

std::size_t charactersIn(sv text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padding(sv text, std::size_t width)
{
    const std::size_t length = charactersIn(text);
    return std::string(width > length ? width - length : 0, ' ');
}

/// What somebody typed as a name must not drive the administrator's terminal.
std::string printable(sv text)
{
    std::string clean{text};
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c)
        {
            const auto octet = static_cast<unsigned char>(c);
            return octet < 0x20 || octet == 0x7F;
        },
        '?');
    return clean;
}

struct Cell
{
    std::string text;
    std::size_t width;
};

std::string row(sv indent, std::initializer_list<Cell> cells)
{
    std::string line{indent};
    for (const Cell& cell : cells)
        line += alignRight(cell.text, cell.width);
    return line + "\n";
}

std::string rule(sv indent, std::size_t dashes)
{
    return std::string{indent} + std::string(dashes, '-') + "\n";
}

std::string counted(sv intro, std::size_t count)
{
    return std::string{intro} + " (" + std::to_string(count) + "):\n";
}

std::string userRow(sv login, sv fullname, sv homeServer, sv store)
{
    return row("", {{std::string{login}, 16},
                    {std::string{fullname}, 20},
                    {std::string{homeServer}, 20},
                    {std::string{store}, 40}});
}

std::string valueOf(const Names& names, const std::string& id)
{
    const auto found = names.find(id);
    return found == names.end() ? "" : found->second;
}

std::string storeRow(sv guid, sv name, sv login, sv size, sv type)
{
    return row("\t", {{std::string{guid}, 32},
                      {std::string{name}, 20},
                      {std::string{login}, 16},
                      {std::string{size}, 16},
                      {std::string{type}, 16}});
}

std::string storeTable(const std::vector<Store>& stores)
{
    std::string text = storeRow("Store guid", "Username", "Last login", "Store size", "Store type");
    text += rule("\t", 100);
    for (const Store& store : stores)
        text += storeRow(store.guid, store.name, "<unknown>", megabytes(store.octets), store.type);
    return text;
}

} // namespace

std::string alignRight(sv text, std::size_t width)
{
    return padding(text, width) + printable(text);
}

std::string alignLeft(sv text, std::size_t width)
{
    return printable(text) + padding(text, width);
}

std::string megabytes(std::uint64_t octets)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.2f MB", static_cast<double>(octets) / (1024 * 1024));
    return text.data();
}

std::string joined(const std::vector<std::string>& texts, sv separator)
{
    std::string all;
    for (const std::string& text : texts)
        all.append(all.empty() ? "" : separator).append(text);
    return all;
}

std::string userTable(sv intro, const UserList& list)
{
    std::string text = counted(intro, list.users.size()) +
                       userRow("User", "Full Name", "Homeserver", "Store") + rule("", 96);
    for (const Principal& user : list.users)
        text += userRow(user.login, user.fullname, user.homeServer, valueOf(list.stores, user.id));
    return text;
}

std::string groupTable(sv intro, const std::vector<Principal>& groups)
{
    std::string text =
        counted(intro, groups.size()) + row("\t", {{"Groupname", 16}}) + rule("\t", 16);
    for (const Principal& group : groups)
        text += row("\t", {{group.login, 16}});
    return text;
}

std::string userList(sv of, const UserList& list)
{
    return userTable("User list for " + std::string{of}, list);
}

std::string groupList(sv of, const std::vector<Principal>& groups)
{
    return groupTable("Group list for " + std::string{of}, groups);
}

std::string companyList(const std::vector<Principal>& companies, const Names& administrators)
{
    std::string text = counted("Company list", companies.size()) +
                       row("\t", {{"Companyname", 32}, {"System Administrator", 32}}) +
                       rule("\t", 64);
    for (const Principal& company : companies)
        text += row("\t", {{company.login, 32}, {valueOf(administrators, company.id), 32}});
    return text;
}

std::string storeList(const std::vector<Store>& stores)
{
    return counted("Store list", stores.size()) + storeTable(stores);
}

std::string orphanList(const std::vector<Store>& stores, const UserList& usersWithout)
{
    return "Stores without users:\n" + storeTable(stores) +
           userTable("Users without stores", usersWithout);
}

std::string userCount(const UserCount& count)
{
    std::string text = "User counts:\n" + row("\t", {{"", 12}, {"Used", 10}}) + rule("\t", 42);
    const std::pair<const char*, std::uint64_t> rows[]{
        {"Active", count.active},  {"Non-active", count.nonActive},   {"NA Users", count.users},
        {"NA Rooms", count.rooms}, {"NA Equipment", count.equipment}, {"Total", count.total}};
    for (const auto& [name, number] : rows)
        text += row("\t", {{name, 12}, {std::to_string(number), 10}});
    return text;
}

} // namespace kc::cli
