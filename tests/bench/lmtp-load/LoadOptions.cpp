// SPDX-License-Identifier: Apache-2.0
// Options are `--name=value` or `--name value`; numbers are whole and range-checked.
#include "LoadOptions.h"

#include <charconv>
#include <stdexcept>
#include <string_view>

const char* const kUsage =
    "usage: lmtp-load --port P [--sessions 16] [--messages 1000] [--users 100] [--first-user 0]\n"
    "                 [--user-format 'user{}'] [--recipients 1] [--size 8192] [--seed 1]\n"
    "                 [--no-pipelining] [--json]\n"
    "       lmtp-load --print [--size 8192] [--seed 1]     show one message\n";

namespace
{

std::uint64_t number(std::string_view name, std::string_view text, std::uint64_t least,
                     std::uint64_t most)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
        throw std::invalid_argument(std::string(name) + ": wants a number from " +
                                    std::to_string(least) + " to " + std::to_string(most));
    return value;
}

/// True when the option is a switch and was taken.
bool takeSwitch(LoadOptions& options, std::string_view name)
{
    if (name == "--no-pipelining")
        options.pipelining = false;
    else if (name == "--json")
        options.json = true;
    else if (name == "--print")
        options.print = true;
    else
        return false;
    return true;
}

void takeValue(LoadOptions& options, std::string_view name, const std::string& value)
{
    constexpr std::uint64_t kMany = 1'000'000'000;
    if (name == "--port")
        options.port = static_cast<std::uint16_t>(number(name, value, 1, 65535));
    else if (name == "--sessions")
        options.sessions = number(name, value, 1, 1000);
    else if (name == "--messages")
        options.messages = number(name, value, 1, kMany);
    else if (name == "--users")
        options.users = number(name, value, 1, kMany);
    else if (name == "--first-user")
        options.firstUser = number(name, value, 0, kMany);
    else if (name == "--recipients")
        options.recipients = number(name, value, 1, 1000);
    else if (name == "--size")
        options.sizeBytes = number(name, value, 512, 64 << 20);
    else if (name == "--seed")
        options.seed = number(name, value, 0, kMany);
    else if (name == "--user-format")
        options.userFormat = value;
    else
        throw std::invalid_argument("unknown option " + std::string(name));
}

} // namespace

std::string LoadOptions::userName(std::uint64_t user) const
{
    std::string name = userFormat;
    if (const std::size_t mark = name.find("{}"); mark != std::string::npos)
        name.replace(mark, 2, std::to_string(firstUser + user));
    return name;
}

LoadOptions parseOptions(const std::vector<std::string>& arguments)
{
    LoadOptions options;
    for (std::size_t i = 0; i < arguments.size(); ++i)
    {
        const std::size_t equals = arguments[i].find('=');
        const std::string name = arguments[i].substr(0, equals);
        if (takeSwitch(options, name))
            continue;
        if (equals != std::string::npos)
            takeValue(options, name, arguments[i].substr(equals + 1));
        else if (i + 1 < arguments.size())
            takeValue(options, name, arguments[++i]);
        else
            throw std::invalid_argument(name + " wants a value");
    }
    if (options.port == 0 && !options.print)
        throw std::invalid_argument("--port is needed");
    if (options.recipients > options.users)
        throw std::invalid_argument("more recipients than users");
    return options;
}
