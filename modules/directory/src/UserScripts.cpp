// SPDX-License-Identifier: Apache-2.0
#include "UserScripts.h"

#include "ScriptRun.h"

#include <kc/stores.hpp>

#include <unistd.h>

namespace kc::directory
{

namespace
{

constexpr std::chrono::minutes kLimit{1};
constexpr sv kInternal = "internal";

enum class Class
{
    User,
    Group,
    Company,
    None
};

/// Contacts and address lists have no script: they have no store.
Class classOf(kc_user_kind kind)
{
    if (kind == KC_USER_COMPANY)
        return Class::Company;
    if ((KC_KIND(kind) & KC_KINDS_OF_GROUPS) != 0)
        return Class::Group;
    return (KC_KIND(kind) & KC_KINDS_WITH_STORE) != 0 ? Class::User : Class::None;
}

/// createuser_script: createuser.
std::string nameOf(const std::string& option)
{
    return option.substr(0, option.find('_'));
}

std::string foldersOf(const std::string& option, sv root)
{
    return std::string{root} + "/kopano/userscripts/" + nameOf(option) + ".d";
}

/// The programs that an option stands for, as they are now.
std::vector<std::string> programsOf(const std::string& option, const std::string& script)
{
    if (script == kInternal)
        return programsIn({foldersOf(option, "/usr/lib"), foldersOf(option, "/etc")});
    return {script};
}

} // namespace

void UserScripts::created(const Principal& principal, const Settings& settings)
{
    const std::string name{principal.login()};
    switch (classOf(principal.fields().kind))
    {
    case Class::User:
        return add(ScriptEvent::UserCreated, {"", "", {"KOPANO_USER=" + name}, "user", name},
                   settings);
    case Class::Group:
        return add(ScriptEvent::GroupCreated, {"", "", {"KOPANO_GROUP=" + name}, "group", name},
                   settings);
    case Class::Company:
        return add(ScriptEvent::CompanyCreated,
                   {"", "", {"KOPANO_COMPANY=" + name}, "company", name}, settings);
    case Class::None:
        break;
    }
}

void UserScripts::gone(const Identity& identity, const Settings& settings)
{
    const std::string& name = identity.shown;
    const std::string id = std::to_string(identity.id);
    switch (classOf(identity.kind))
    {
    case Class::User:
        return add(ScriptEvent::UserDeleted,
                   {"", "", {"KOPANO_USER=" + name}, "user", name, identity.id}, settings);
    case Class::Group:
        return add(ScriptEvent::GroupDeleted,
                   {"", "", {"KOPANO_GROUP=" + name, "KOPANO_GROUPID=" + id}, "group", name},
                   settings);
    case Class::Company:
        return add(ScriptEvent::CompanyDeleted,
                   {"", "", {"KOPANO_COMPANY=" + name, "KOPANO_COMPANYID=" + id}, "company", name},
                   settings);
    case Class::None:
        break;
    }
}

void UserScripts::add(ScriptEvent event, Due due, const Settings& settings)
{
    const auto place = static_cast<std::size_t>(event);
    due.option = kScriptOptions[place];
    due.script = settings.scripts[place];
    if (due.script.empty())
        return;
    if (settings.isSafeMode)
    {
        const bool isNew = due.option.starts_with("create");
        return _module.log().notice(std::string{"user_safe_mode: would "} +
                                        (isNew ? "create " : "delete ") + std::string{due.what},
                                    {{"name", due.name}});
    }
    // Many installations have no scripts: the default names what need not be there.
    if (due.script != kInternal && access(due.script.c_str(), X_OK) != 0)
        return _module.log().notice(
            "there is no such user script",
            {{"option", due.option}, {"file", due.script}, {"name", due.name}});
    due.environment.push_back("KOPANO_USER_SCRIPTS=" + foldersOf(due.option, "/etc"));
    {
        const std::lock_guard lock{_mutex};
        _due.push_back(std::move(due));
        if (std::exchange(_isRunning, true))
            return;
    }
    if (_pool.post(_job).ok())
        return;
    _module.log().warn("user scripts that are due do not run: the server stops");
}

std::optional<UserScripts::Due> UserScripts::next()
{
    const std::lock_guard lock{_mutex};
    if (_due.empty())
    {
        _isRunning = false;
        return std::nullopt;
    }
    std::optional<Due> due{std::move(_due.front())};
    _due.pop_front();
    return due;
}

void UserScripts::runAll(Context& context)
{
    while (std::optional<Due> due = next())
    {
        if (context.cancelled()) // for good: nothing is posted any more
            return _module.log().warn("user scripts that are due do not run: the server stops");
        if (due->gone != 0 && !addStore(context, *due))
            continue;
        for (const std::string& program : programsOf(due->option, due->script))
            run(context, *due, program);
    }
}

/// A script that removes what the variable names must not run with an empty one.
bool UserScripts::addStore(Context& context, Due& due) const
{
    const auto service = _module.find(KC_STORES); // not in start(): it starts later
    if (!service)
        return true;
    kc_store_query query{};
    query.size = sizeof query;
    query.types = KC_STORES_OF(KC_STORE_PRIVATE);
    query.orphans = 1;
    query.owner = due.gone;
    std::string guid;
    const auto take = [&](const kc_store_row& row)
    {
        guid = view(row.guid);
        return false;
    };
    context.actAs(KC_ID_SYSTEM);
    const Status status = StoresProxy{*service}.list(context, query, Sink<kc_store_row>{take});
    if (!status.ok())
        _module.log().warn("a user script is left out: the store does not tell whose it was",
                           {{"option", due.option}, {"name", due.name}});
    due.environment.push_back("KOPANO_STOREGUID=" + guid);
    return status.ok() && !guid.empty();
}

void UserScripts::run(Context& context, const Due& due, const std::string& program)
{
    const Log log = _module.log();
    const ScriptOrder order{program, due.environment, kLimit};
    const ScriptEnd end = runScript(
        order,
        [&](sv line) {
            log.info(context, "user script",
                     {{"file", program}, {"name", due.name}, {"text", line}});
        },
        [&] { return context.cancelled(); });
    const auto complain = [&](sv how)
    {
        log.warn("a user script failed",
                 {{"file", program}, {"option", due.option}, {"name", due.name}, {"reason", how}});
    };
    switch (end)
    {
    case ScriptEnd::Done:
        return;
    case ScriptEnd::Failed:
        return complain("it did not end with 0");
    case ScriptEnd::NotStarted:
        return complain("it cannot be started");
    case ScriptEnd::TimedOut:
        return complain("it took more than a minute, or the server stops");
    }
}

} // namespace kc::directory
