// SPDX-License-Identifier: Apache-2.0
#include "Cli.h"

#include "Commands.h"
#include "Failure.h"
#include "OtherNames.h"

#include <ostream>

namespace kc::cli
{

namespace
{

constexpr const char* kVersion = " 0.1.0\n";

/// Folders of stores have English names.
void checkLanguage(const Arguments& arguments)
{
    const std::string locale = arguments.value("lang").value_or("en");
    if (locale != "C" && locale != "POSIX" && !locale.starts_with("en"))
        throw Failure{"not supported yet: --lang " + locale};
}

using Command = void (*)(Desk&, const std::string&);

Command commandFor(Legal kind)
{
    switch (kind)
    {
    case kUser:
        return actOnUser;
    case kGroup:
        return actOnGroup;
    case kCompany:
        return actOnCompany;
    case kStore:
        return actOnStore;
    case kGlobal:
        break;
    }
    return [](Desk& desk, const std::string&) { actOnAll(desk); };
}

} // namespace

int Cli::run(const std::vector<std::string>& words)
{
    const std::string& program = _surroundings.program;
    try
    {
        perform(Arguments{translated(program, words)});
        return 0;
    }
    catch (const UsageError& error)
    {
        _surroundings.err << "Usage: " << program << " [options]\n\n"
                          << program << ": error: " << error.what() << "\n";
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

Login Cli::loginOf(const Arguments& arguments) const
{
    return {arguments.value("auth-user").value_or(""), arguments.value("auth-pass").value_or(""),
            arguments.value("ssl-key").value_or(_surroundings.keyFile),
            arguments.value("ssl-pass").value_or(_surroundings.keyPass)};
}

void Cli::perform(const Arguments& arguments)
{
    if (arguments.has("help"))
        _surroundings.out << (_surroundings.program == "kopano-cli"
                                  ? helpText()
                                  : helpOf(_surroundings.program));
    else if (arguments.has("version"))
        _surroundings.out << _surroundings.program << kVersion;
    else if (arguments.has("old-password"))
        changeOwnPassword(arguments);
    else
        act(arguments);
}

void Cli::act(const Arguments& arguments)
{
    checkLanguage(arguments);
    for (const std::string& note : arguments.notes())
        _surroundings.err << note << "\n";
    const auto transport = _surroundings.connect(serverOf(arguments), loginOf(arguments));
    JmapClient client{*transport, arguments.has("debug") ? &_surroundings.err : nullptr};
    Desk desk{arguments, client, _surroundings.out, _surroundings.err, _surroundings.askPassword};
    std::vector<std::string> names = arguments.names();
    if (names.empty())
        names.emplace_back(); // once, about everything
    for (const std::string& name : names)
        commandFor(arguments.kind())(desk, name);
}

/// Whoever knows the old password may set the new one, administrator or not.
void Cli::changeOwnPassword(const Arguments& arguments)
{
    Login login = loginOf(arguments);
    login.password = *arguments.value("old-password");
    for (const std::string& name : arguments.names())
    {
        login.user = name;
        const auto transport = _surroundings.connect(serverOf(arguments), login);
        JmapClient client{*transport, arguments.has("debug") ? &_surroundings.err : nullptr,
                          JmapClient::As::Oneself};
        const std::string password = arguments.has("password-prompt")
                                         ? _surroundings.askPassword(name)
                                         : *arguments.value("password");
        Directory{client}.update({"user", name}, client.self(), {{"kc:password", password}});
    }
}

} // namespace kc::cli
