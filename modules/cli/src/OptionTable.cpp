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
    OptionRow{"ssl-key", 'k', Takes::Value, Part::Common, kWorks, 0, "FILE",
              "client key and certificate for https"},
    OptionRow{"ssl-pass", 'p', Takes::Value, Part::Common, kWorks, 0, "PASS", "its pass phrase"},
    OptionRow{"config", 'c', Takes::Value, Part::Common, kWorks, 0, "FILE", "configuration file"},
    OptionRow{"auth-user", 'U', Takes::Value, Part::Common, kWorks, 0, "NAME", "log in as user"},
    OptionRow{"auth-pass", 'P', Takes::Value, Part::Common, kWorks, 0, "PASS", "with password"},
    OptionRow{"folder", 'f', Takes::Value, Part::Common, kWorks, 0, "PATH",
              "folder that permissions are about"},
    OptionRow{"from", 0, Takes::Value, Part::Common, kWorks, 0, "FILE",
              "with --create: what to create, one JSON object a line"},
    OptionRow{"old-password", 0, Takes::Value, Part::Common, kWorks, 0, "PASS",
              "change the password of who has this one only"},
    OptionRow{"json", 0, Takes::Nothing, Part::Common, kWorks, 0, "",
              "print JSON in place of tables"},
    OptionRow{"debug", 0, Takes::Nothing, Part::Common, kWorks, 0, "",
              "show requests and answers on standard error"},
    OptionRow{"lang", 0, Takes::Value, Part::Common, kWorks, 0, "LOCALE",
              "language of the folders of new stores"},
    OptionRow{"version", 'V', Takes::Nothing, Part::Common, kWorks, 0, "", "show version"},
    OptionRow{"help", 'h', Takes::Nothing, Part::Common, kWorks, 0, "", "show this help"},
    OptionRow{"user", 'u', Takes::Value, Part::Object, kWorks, 0, "NAME", "user"},
    OptionRow{"group", 'G', Takes::Value, Part::Object, kWorks, 0, "NAME", "group"},
    OptionRow{"company", 'C', Takes::Value, Part::Object, kWorks, 0, "NAME", "company"},
    OptionRow{"store", 'S', Takes::Value, Part::Object, kWorks, 0, "GUID", "store"},
    OptionRow{"list-users", 0, Takes::Nothing, Part::Action, kWorks, kGlobal | kGroup | kCompany,
              "", "list users"},
    OptionRow{"list-groups", 0, Takes::Nothing, Part::Action, kWorks, kGlobal | kCompany, "",
              "list groups"},
    OptionRow{"list-companies", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "",
              "list companies"},
    OptionRow{"list-stores", 0, Takes::Nothing, Part::Action, kWorks, kGlobal | kCompany, "",
              "list stores"},
    OptionRow{"list-orphans", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "",
              "list stores without user, and users without store"},
    OptionRow{"user-count", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "", "count users"},
    OptionRow{"create", 0, Takes::Nothing, Part::Action, kWorks, kUser | kGroup | kCompany, "",
              "create object"},
    OptionRow{"delete", 0, Takes::Nothing, Part::Action, kWorks, kUser | kGroup | kCompany, "",
              "delete object; its store is kept"},
    OptionRow{"sync", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "",
              "synchronise users with the user plugin"},
    OptionRow{"clear-cache", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "",
              "clear the server's caches"},
    OptionRow{"purge-softdelete", 0, Takes::Number, Part::Action, kWorks, kGlobal, "DAYS",
              "remove for good what was deleted so long ago"},
    OptionRow{"purge-deferred", 0, Takes::Nothing, Part::Action, kWorks, kGlobal, "",
              "write deferred records"},
    OptionRow{"remove-store", 0, Takes::Value, Part::Action, kWorks, kGlobal, "GUID",
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
    OptionRow{"add-sendas", 0, Takes::Value, Part::Update, kWorks, kUser | kGroup, "NAME",
              "who may send in its name"},
    OptionRow{"remove-sendas", 0, Takes::Value, Part::Update, kWorks, kUser | kGroup, "NAME",
              "who may no longer"},
    OptionRow{"add-feature", 0, Takes::Value, Part::Update, kWorks, kUser, "NAME",
              "imap, pop3, mobile, outlook or webapp"},
    OptionRow{"remove-feature", 0, Takes::Value, Part::Update, kWorks, kUser, "NAME", "the same"},
    OptionRow{"add-user", 0, Takes::Value, Part::Update, kWorks, kGroup, "NAME",
              "new member of the group"},
    OptionRow{"remove-user", 0, Takes::Value, Part::Update, kWorks, kGroup, "NAME",
              "no longer a member"},
    OptionRow{"admin", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "system administrator of the company"},
    OptionRow{"add-admin", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "user who administers the company"},
    OptionRow{"remove-admin", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "user who no longer does"},
    OptionRow{"add-view", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "company that may see this one"},
    OptionRow{"remove-view", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "company that no longer may"},
    OptionRow{"add-userquota-recipient", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "who is told of the quota of its users"},
    OptionRow{"remove-userquota-recipient", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "who is no longer told"},
    OptionRow{"add-companyquota-recipient", 0, Takes::Value, Part::Update, kWorks, kCompany, "NAME",
              "who is told of the quota of the company"},
    OptionRow{"remove-companyquota-recipient", 0, Takes::Value, Part::Update, kWorks, kCompany,
              "NAME", "who is no longer told"},
    OptionRow{"quota-override", 0, Takes::YesNo, Part::Update, kWorks, kCompany | kUser, "YESNO",
              "these levels count, or those above"},
    OptionRow{"quota-warn", 0, Takes::Number, Part::Update, kWorks, kCompany | kUser, "MB",
              "level of a warning; 0: none"},
    OptionRow{"quota-soft", 0, Takes::Number, Part::Update, kWorks, kCompany | kUser, "MB",
              "level at which sending ends; 0: none"},
    OptionRow{"quota-hard", 0, Takes::Number, Part::Update, kWorks, kCompany | kUser, "MB",
              "level at which storing ends; 0: none"},
    OptionRow{"company-quota-hard", 0, Takes::Number, Part::Update, kWorks, kCompany, "MB",
              "limit of all stores of the company together"},
    OptionRow{"member-quota-override", 0, Takes::YesNo, Part::Update, kWorks, kCompany, "YESNO",
              "default of the users of the company"},
    OptionRow{"member-quota-warn", 0, Takes::Number, Part::Update, kWorks, kCompany, "MB",
              "the same"},
    OptionRow{"member-quota-soft", 0, Takes::Number, Part::Update, kWorks, kCompany, "MB",
              "the same"},
    OptionRow{"member-quota-hard", 0, Takes::Number, Part::Update, kWorks, kCompany, "MB",
              "the same"},
    OptionRow{"create-store", 0, Takes::Nothing, Part::Update, kWorks, kGlobal | kCompany | kUser,
              "", "create store; of a company: the public one"},
    OptionRow{"unhook-store", 0, Takes::Nothing, Part::Update, kWorks, kGlobal | kCompany | kUser,
              "", "detach store: it becomes an orphan"},
    OptionRow{"hook-store", 0, Takes::Value, Part::Update, kWorks, kGlobal | kCompany | kUser,
              "GUID", "attach orphaned store"},
    OptionRow{"add-permission", 0, Takes::Value, Part::Update, kWorks,
              kGlobal | kCompany | kUser | kStore, "MEMBER:RIGHTS",
              "grant rights, separated by commas"},
    OptionRow{"remove-permission", 0, Takes::Value, Part::Update, kWorks,
              kGlobal | kCompany | kUser | kStore, "MEMBER[:RIGHTS]",
              "take rights, all without RIGHTS"},
    OptionRow{"reset-folder-count", 0, Takes::Nothing, Part::Update, kNotYet, kUser, "", ""},
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
    OptionRow{"hook-archive", 0, Takes::Value, Part::Update, kNotYet, kUser, "GUID", ""},
    OptionRow{"unhook-archive", 0, Takes::Nothing, Part::Update, kNotYet, kUser, "", ""},
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

sv meantBy(sv name)
{
    for (const Spelling& spelling : kSpellings)
        if (name == spelling.written)
            return spelling.meant;
    return name;
}

const OptionRow* findOption(sv name)
{
    name = meantBy(name);
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

std::string helpText()
{
    std::string text = "Usage: kopano-cli [options]\n\nOptions:\n";
    for (const OptionRow& row : kTable)
        if (row.state == kWorks)
            text += helpLine(row);
    return text;
}

} // namespace kc::cli
