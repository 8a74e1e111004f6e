// SPDX-License-Identifier: Apache-2.0
#include "Cli.h"

#include "Failure.h"

#include <charconv>
#include <ostream>

namespace kc::cli
{

namespace
{

constexpr const char* kVersion = "kopano-cli 0.1.0\n";
constexpr const char* kSingleTenant = "Default";

/// Arguments has checked that it is one.
std::uint64_t numberOf(const Arguments& arguments, sv option)
{
    const std::string value = arguments.value(option).value_or("");
    std::uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

} // namespace

int Cli::run(const std::vector<std::string>& words)
{
    try
    {
        perform(Arguments{words});
        return 0;
    }
    catch (const UsageError& error)
    {
        _surroundings.err << usageLine() << "\nkopano-cli: error: " << error.what() << "\n";
        return 2;
    }
    catch (const Failure& failure)
    {
        _surroundings.err << failure.what() << "\n";
        return 1;
    }
    catch (const Json::exception&)
    {
        _surroundings.err << "the server's answer is not understood\n";
        return 1;
    }
}

std::string Cli::serverOf(const Arguments& arguments) const
{
    if (const auto given = arguments.value("server-socket"))
        return *given;
    const bool isConfigured = !_surroundings.server.empty() && _surroundings.server != "default:";
    if (!isConfigured && !_surroundings.environment.empty())
        return _surroundings.environment;
    return _surroundings.server;
}

void Cli::perform(const Arguments& arguments)
{
    if (arguments.has("help"))
    {
        _surroundings.out << helpText();
        return;
    }
    if (arguments.has("version"))
    {
        _surroundings.out << kVersion;
        return;
    }
    const auto transport =
        _surroundings.connect(serverOf(arguments), arguments.value("auth-user").value_or(""),
                              arguments.value("auth-pass").value_or(""));
    Administration administration{*transport};
    if (arguments.action() == "list-users")
        _surroundings.out << userList(kSingleTenant, administration.listUsers());
    else if (arguments.action() == "purge-softdelete")
        administration.purgeRemoved(numberOf(arguments, "purge-softdelete"));
    else
        performOnUsers(administration, arguments);
}

void Cli::performOnUsers(Administration& administration, const Arguments& arguments)
{
    const std::string action = arguments.action();
    for (const std::string& name : arguments.users())
    {
        if (action == "create")
        {
            administration.createUser(name, updateOf(arguments, name));
            continue;
        }
        const User user = administration.requireUser(name);
        if (action == "delete")
            administration.deleteUser(user);
        else if (arguments.hasUpdates())
            administration.updateUser(user, updateOf(arguments, name));
        else
            _surroundings.out << userDetails(user);
    }
}

UserUpdate Cli::updateOf(const Arguments& arguments, const std::string& user) const
{
    UserUpdate update;
    update.login = arguments.value("name");
    update.fullname = arguments.value("fullname");
    update.email = arguments.value("email");
    update.password = arguments.has("password-prompt")
                          ? std::optional{_surroundings.askPassword(user)}
                          : arguments.value("password");
    if (arguments.has("active"))
        update.isActive = arguments.yes("active");
    if (arguments.has("admin-level"))
        update.adminLevel = numberOf(arguments, "admin-level");
    return update;
}

} // namespace kc::cli
