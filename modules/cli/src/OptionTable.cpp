// SPDX-License-Identifier: Apache-2.0
#include "OptionTable.h"

#include <algorithm>
#include <array>

namespace kc::cli
{

namespace
{

constexpr auto kWorks = State::Works;
constexpr auto kNotYet = State::NotYet;

// In the order of the man page.
constexpr std::array kTable{
    OptionRow{"server-socket", 's', Takes::Value, Part::Common, kWorks, 0, "SOCKET",
              "connect to this server"},
    OptionRow{"ssl-key", 'k', Takes::Value, Part::Common, kNotYet, 0, "FILE", "client key"},
    OptionRow{"ssl-pass", 'p', Takes::Value, Part::Common, kNotYet, 0, "PASS", "its pass phrase"},
    OptionRow{"config", 'c', Takes::Value, Part::Common, kWorks, 0, "FILE", "configuration file"},
    OptionRow{"auth-user", 'U', Takes::Value, Part::Common, kWorks, 0, "NAME", "log in as user"},
    OptionRow{"auth-pass", 'P', Takes::Value, Part::Common, kWorks, 0, "PASS", "with password"},
    OptionRow{"folder", 'f', Takes::Value, Part::Common, kNotYet, 0, "PATH", "folder"},
    OptionRow{"debug", 0, Takes::Nothing, Part::Common, kNotYet, 0, "", "debug output"},
    OptionRow{"lang", 0, Takes::Value, Part::Common, kNotYet, 0, "LOCALE", "language of folders"},
    OptionRow{"version", 'V', Takes::Nothing, Part::Common, kWorks, 0, "", "show version"},
    OptionRow{"help", 'h', Takes::Nothing, Part::Common, kWorks, 0, "", "show this help"},

    OptionRow{"user", 'u', Takes::Value, Part::Object, kWorks, 0, "NAME", "user"},
    OptionRow{"group", 'G', Takes::Value, Part::Object, kNotYet, 0, "NAME", "group"},
    OptionRow{"company", 'C', Takes::Value, Part::Object, kNotYet, 0, "NAME", "company"},
    OptionRow{"store", 'S', Takes::Value, Part::Object, kNotYet, 0, "GUID", "store"},

    OptionRow{"list-users", 0, Takes::Nothing, Part::Action, kWorks, kGlobal | kGroup | kCompany,
              "", "list users"},
    OptionRow{"list-groups", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal | kCompany, "",
              "list groups"},
    OptionRow{"list-companies", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "",
              "list companies"},
    OptionRow{"list-orphans", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "",
              "list stores without user"},
    OptionRow{"user-count", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "", "count users"},
    OptionRow{"create", 0, Takes::Nothing, Part::Action, kWorks, kUser | kGroup | kCompany, "",
              "create object"},
    OptionRow{"delete", 0, Takes::Nothing, Part::Action, kWorks, kUser | kGroup | kCompany, "",
              "delete object; its store is kept"},
    OptionRow{"sync", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "",
              "synchronise users with the user plugin"},
    OptionRow{"clear-cache", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "",
              "clear the server's caches"},
    OptionRow{"purge-softdelete", 0, Takes::Number, Part::Action, kWorks, kGlobal, "DAYS",
              "remove for good what was deleted so long ago"},
    OptionRow{"purge-deferred", 0, Takes::Nothing, Part::Action, kNotYet, kGlobal, "",
              "write deferred records"},
    OptionRow{"remove-store", 0, Takes::Value, Part::Action, kNotYet, kGlobal, "GUID",
              "remove orphaned store"},

    OptionRow{"name", 0, Takes::Value, Part::Update, kWorks, kUser | kGroup | kCompany, "NAME",
              "rename"},
    OptionRow{"fullname", 0, Takes::Value, Part::Update, kWorks, kUser, "NAME", "full name"},
    OptionRow{"email", 0, Takes::Value, Part::Update, kWorks, kUser | kGroup, "ADDRESS",
              "e-mail address"},
    OptionRow{"password", 0, Takes::Value, Part::Update, kWorks, kUser, "PASS", "password"},
    OptionRow{"password-prompt", 0, Takes::Nothing, Part::Update, kWorks, kUser, "",
              "ask for the password"},
    OptionRow{"active", 0, Takes::YesNo, Part::Update, kWorks, kUser, "YESNO",
              "may log in; no makes a shared store"},
    OptionRow{"admin-level", 'a', Takes::Number, Part::Update, kWorks, kUser, "LEVEL",
              "0 none, 1 of the company, 2 of the system"},
    OptionRow{"reset-folder-count", 0, Takes::Nothing, Part::Update, kNotYet, kUser, "",
              "count folders anew"},
    OptionRow{"add-sendas", 0, Takes::Value, Part::Update, kNotYet, kUser | kGroup, "NAME", ""},
    OptionRow{"remove-sendas", 0, Takes::Value, Part::Update, kNotYet, kUser | kGroup, "NAME", ""},
    OptionRow{"add-feature", 0, Takes::Value, Part::Update, kNotYet, kUser, "NAME", ""},
    OptionRow{"remove-feature", 0, Takes::Value, Part::Update, kNotYet, kUser, "NAME", ""},
    OptionRow{"mr-accept", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"mr-accept-conflicts", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"mr-accept-recurring", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"mr-process", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"ooo", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"ooo-clear", 0, Takes::Nothing, Part::Update, kNotYet, kUser, "", ""},
    OptionRow{"ooo-subject", 0, Takes::Value, Part::Update, kNotYet, kUser, "TEXT", ""},
    OptionRow{"ooo-message", 0, Takes::Value, Part::Update, kNotYet, kUser, "FILE", ""},
    OptionRow{"ooo-from", 0, Takes::Value, Part::Update, kNotYet, kUser, "DATE", ""},
    OptionRow{"ooo-until", 0, Takes::Value, Part::Update, kNotYet, kUser, "DATE", ""},
    OptionRow{"add-delegation", 0, Takes::Value, Part::Update, kNotYet, kUser, "NAME[:FLAGS]", ""},
    OptionRow{"remove-delegation", 0, Takes::Value, Part::Update, kNotYet, kUser, "NAME", ""},
    OptionRow{"send-only-to-delegates", 0, Takes::YesNo, Part::Update, kNotYet, kUser, "YESNO", ""},
    OptionRow{"add-permission", 0, Takes::Value, Part::Update, kNotYet,
              kGlobal | kCompany | kUser | kStore, "MEMBER:RIGHTS", ""},
    OptionRow{"remove-permission", 0, Takes::Value, Part::Update, kNotYet,
              kGlobal | kCompany | kUser | kStore, "MEMBER[:RIGHTS]", ""},
    OptionRow{"quota-override", 0, Takes::YesNo, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "YESNO", ""},
    OptionRow{"quota-warn", 0, Takes::Number, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "MB", ""},
    OptionRow{"quota-soft", 0, Takes::Number, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "MB", ""},
    OptionRow{"quota-hard", 0, Takes::Number, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "MB", ""},
    OptionRow{"create-store", 0, Takes::Nothing, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "", ""},
    OptionRow{"unhook-store", 0, Takes::Nothing, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "", ""},
    OptionRow{"hook-store", 0, Takes::Value, Part::Update, kNotYet, kGlobal | kCompany | kUser,
              "GUID", ""},
    OptionRow{"hook-archive", 0, Takes::Value, Part::Update, kNotYet, kUser, "GUID", ""},
    OptionRow{"unhook-archive", 0, Takes::Nothing, Part::Update, kNotYet, kUser, "", ""},
    OptionRow{"add-user", 0, Takes::Value, Part::Update, kNotYet, kGroup, "NAME", ""},
    OptionRow{"remove-user", 0, Takes::Value, Part::Update, kNotYet, kGroup, "NAME", ""},
    OptionRow{"admin", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME", ""},
    OptionRow{"add-admin", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME", ""},
    OptionRow{"remove-admin", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME", ""},
    OptionRow{"add-view", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME", ""},
    OptionRow{"remove-view", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME", ""},
    OptionRow{"add-userquota-recipient", 0, Takes::Value, Part::Update, kNotYet, kCompany, "NAME",
              ""},
    OptionRow{"remove-userquota-recipient", 0, Takes::Value, Part::Update, kNotYet, kCompany,
              "NAME", ""},
    OptionRow{"add-companyquota-recipient", 0, Takes::Value, Part::Update, kNotYet,
              kGlobal | kCompany, "NAME", ""},
    OptionRow{"remove-companyquota-recipient", 0, Takes::Value, Part::Update, kNotYet,
              kGlobal | kCompany, "NAME", ""},
};

struct Spelling
{
    const char *written, *meant;
};

// The manual's own misprint, and man page spellings of the original.
constexpr std::array kSpellings{
    Spelling{"quota-warb", "quota-warn"},
    Spelling{"ooo-active", "ooo"},
    Spelling{"add-company-quota-recipient", "add-companyquota-recipient"},
    Spelling{"remove-company-quota-recipient", "remove-companyquota-recipient"},
};

std::string helpLine(const OptionRow& row)
{
    std::string line = "  ";
    if (row.letter != 0)
        line.append("-").append(1, row.letter).append(", ");
    line.append("--").append(row.name);
    if (*row.value != '\0')
        line.append("=").append(row.value);
    line.resize(std::max<std::size_t>(line.size() + 2, 32), ' ');
    return line + row.help + "\n";
}

} // namespace

std::span<const OptionRow> optionTable()
{
    return kTable;
}

const OptionRow* findOption(sv name)
{
    for (const Spelling& spelling : kSpellings)
        if (name == spelling.written)
            name = spelling.meant;
    const auto found = std::find_if(kTable.begin(), kTable.end(),
                                    [&](const OptionRow& row) { return name == row.name; });
    return found == kTable.end() ? nullptr : &*found;
}

const OptionRow* findOption(char letter)
{
    const auto found =
        std::find_if(kTable.begin(), kTable.end(),
                     [&](const OptionRow& row) { return row.letter != 0 && letter == row.letter; });
    return found == kTable.end() ? nullptr : &*found;
}

std::vector<std::string> optionNames()
{
    std::vector<std::string> names;
    for (const OptionRow& row : kTable)
        names.emplace_back(row.name);
    for (const Spelling& spelling : kSpellings)
        names.emplace_back(spelling.written);
    return names;
}

std::string usageLine()
{
    return "Usage: kopano-cli [options]\n";
}

std::string helpText()
{
    std::string text = usageLine() + "\nOptions:\n";
    for (const OptionRow& row : kTable)
        if (row.state == kWorks)
            text += helpLine(row);
    return text;
}

} // namespace kc::cli
