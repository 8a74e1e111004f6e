// SPDX-License-Identifier: Apache-2.0
#include "CommandLine.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstdlib>

namespace kc::kernel
{
namespace
{

struct Switch
{
    sv name;
    CommandLine::Action action;
};

constexpr std::array kActions{
    Switch{"check-config", CommandLine::Action::CheckConfig},
    Switch{"list-modules", CommandLine::Action::ListModules},
    Switch{"dump-config", CommandLine::Action::DumpConfig},
    Switch{"version", CommandLine::Action::Version},
    Switch{"help", CommandLine::Action::Help},
};

sv programOf(sv path)
{
    sv name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    if (name.starts_with("kopano-"))
        name.remove_prefix(sizeof "kopano-" - 1);
    return name.empty() ? sv{"server"} : name;
}

} // namespace

std::string configFileName(const std::string& program)
{
    return (program == "cli" ? "admin" : program) + ".cfg";
}

CommandLine CommandLine::parse(std::span<const char* const> arguments)
{
    CommandLine line;
    line.arguments.assign(arguments.begin(), arguments.end());
    line.program = programOf(arguments.empty() ? sv{} : sv{arguments.front()});
    for (std::size_t i = 1; i < line.arguments.size(); ++i)
        line.take(i);
    return line;
}

void CommandLine::take(std::size_t& place)
{
    const std::string& argument = arguments[place];
    // -F, -d and -l chose how the manual's daemons run; ours run in the foreground and listen.
    if (argument == "-F" || argument == "-d" || argument == "-l")
        return;
    if (argument == "-V")
        action = Action::Version;
    else if (argument == "-h")
        action = Action::Help;
    else if (argument == "-c" && place + 1 < arguments.size())
        configFile = arguments[++place];
    else if (argument.starts_with("--") && argument.size() > 2)
        takeLong(sv{argument}.substr(2), place);
    else
        errors.push_back(argument == "-c" ? "-c needs a file name"
                                          : "unknown argument " + argument);
}

void CommandLine::takeLong(sv argument, std::size_t& place)
{
    const std::size_t equals = argument.find('=');
    const sv name = argument.substr(0, equals);
    const bool hasNext = equals == sv::npos && place + 1 < arguments.size();
    const auto value = [&]
    { return equals == sv::npos ? arguments[++place] : std::string{argument.substr(equals + 1)}; };
    for (const Switch& each : kActions)
        if (argument == each.name)
        {
            action = each.action;
            return;
        }
    if (name == "config" && (equals != sv::npos || hasNext))
        configFile = value();
    else if (name == "describe-module" && (equals != sv::npos || hasNext))
    {
        action = Action::DescribeModule;
        described = value();
    }
    else if (argument == "json")
        json = true;
    else if (argument == "ignore-unknown-config-options")
        ignoresUnknown = true;
    else
    {
        std::string option{name};
        std::replace(option.begin(), option.end(), '-', '_');
        // A bare --option switches it on.
        assignments.push_back({option,
                               equals == sv::npos ? "yes" : value(),
                               {"command line", 0},
                               Origin::CommandLine});
    }
}

std::string CommandLine::configPath() const
{
    if (!configFile.empty())
        return configFile;
    const char* const directory = std::getenv("KOPANO_CONFIG_PATH");
    const bool named = directory != nullptr && *directory != '\0';
    return std::string{named ? directory : "/etc/kopano"} + "/" + configFileName(program);
}

} // namespace kc::kernel
