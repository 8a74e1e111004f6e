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

// Other names of kopano-cli.
constexpr std::array<sv, 3> kCliNames{"admin", "storeadm", "passwd"};

/// Without what every program's name begins with.
sv nameOf(sv path)
{
    sv name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    if (name.starts_with("kopano-"))
        name.remove_prefix(sizeof "kopano-" - 1);
    return name.empty() ? sv{"server"} : name;
}

bool isCli(sv name)
{
    return std::find(kCliNames.begin(), kCliNames.end(), name) != kCliNames.end();
}

} // namespace

std::string configFileName(const std::string& program)
{
    if (program == "fsck") // looks at what the server keeps
        return "server.cfg";
    return (program == "cli" ? "admin" : program) + ".cfg";
}

CommandLine CommandLine::parse(std::span<const char* const> arguments)
{
    CommandLine line;
    line.arguments.assign(arguments.begin(), arguments.end());
    const sv name = nameOf(arguments.empty() ? sv{} : sv{arguments.front()});
    line.program = isCli(name) ? sv{"cli"} : name;
    line._letterOfConfig = name == "admin" ? 0 : 'c';
    for (std::size_t i = 1; i < line.arguments.size(); ++i)
        line.take(i);
    line.checkTogether();
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
    else if (argument == "-c" && _letterOfConfig == 'c' && place + 1 < arguments.size())
        configFile = arguments[++place];
    else if (argument.starts_with("--") && argument.size() > 2)
        takeLong(sv{argument}.substr(2), place);
    else
        refuse(place);
}

/// Says what is wrong with an argument without repeating it: it may be the value of a secret.
void CommandLine::refuse(std::size_t place)
{
    const std::string& argument = arguments[place];
    const std::string& before = arguments[place - 1];
    if (argument == "-c")
        errors.emplace_back("command line: -c needs a file name");
    else if (before.starts_with("--") && before.size() > 2 && before.find('=') == sv::npos)
        errors.push_back("command line: the word after " + before + " is no option; write " +
                         before + "=VALUE");
    else if (argument.starts_with('-') && argument != "--")
        errors.push_back("command line: unknown option " + argument.substr(0, 2) +
                         "; --help shows those there are");
    else
        errors.push_back("command line: argument " + std::to_string(place) +
                         " is no option; options are --name=value");
}

bool CommandLine::takeSwitch(sv name)
{
    for (const Switch& each : kActions)
        if (name == each.name)
        {
            action = each.action;
            return true;
        }
    if (name == "all" || name == "changed")
        dumpScope = name == "all" ? DumpScope::All : DumpScope::Changed;
    else if (name == "json")
        json = true;
    else if (name == "ignore-unknown-config-options")
        ignoresUnknown = true;
    else
        return false;
    return true;
}

void CommandLine::takeLong(sv argument, std::size_t& place)
{
    if (takeSwitch(argument))
        return;
    const std::size_t equals = argument.find('=');
    const sv name = argument.substr(0, equals);
    if (name == "config" || name == "describe-module")
    {
        if (equals == sv::npos && place + 1 >= arguments.size())
            return errors.push_back("command line: --" + std::string{name} + " needs a value");
        const std::string value =
            equals == sv::npos ? arguments[++place] : std::string{argument.substr(equals + 1)};
        (name == "config" ? configFile : described) = value;
        if (name != "config")
            action = Action::DescribeModule;
        return;
    }
    std::string option{name};
    std::replace(option.begin(), option.end(), '-', '_');
    // A bare --option switches it on.
    const sv value = equals == sv::npos ? sv{"yes"} : trim(argument.substr(equals + 1));
    assignments.push_back({option, std::string{value}, {"command line", 0}, Origin::CommandLine});
}

void CommandLine::checkTogether()
{
    if (dumpScope && action != Action::DumpConfig)
        errors.emplace_back("command line: --all and --changed go with --dump-config only");
    if (json && action != Action::DumpConfig && action != Action::DescribeModule &&
        action != Action::ListModules)
        errors.emplace_back("command line: --json goes with --dump-config, --describe-module and "
                            "--list-modules only");
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
