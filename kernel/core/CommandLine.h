// SPDX-License-Identifier: Apache-2.0
// The arguments of a program, before anybody knows which options exist.
#pragma once

#include <kc/descriptor/Assignment.h>
#include <kc/descriptor/ConfigDump.h>

#include <kc/status.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

struct CommandLine
{
    enum class Action
    {
        Run,
        CheckConfig,
        ListModules,
        DumpConfig,
        DescribeModule,
        Version,
        Help
    };

    std::vector<std::string> arguments; // all, for a one-shot tool
    std::string program;                // "server" of kopano-server
    std::string configFile;             // of -c; empty: the default one
    Action action = Action::Run;
    std::string described;              // --describe-module
    std::optional<DumpScope> dumpScope; // --all, --changed
    bool json = false;
    bool ignoresUnknown = false;
    std::vector<Assignment> assignments; // --option-name=value, in underscores
    std::vector<std::string> errors;     // none of a one-shot tool's: it parses for itself

    static CommandLine parse(std::span<const char* const> arguments);

    /// The cfg file that counts, given or default; and whether it must be there.
    std::string configPath() const;

private:
    char _letterOfConfig = 'c'; // 0: none, as kopano-admin creates by -c

    void take(std::size_t& place);
    bool takeSwitch(sv name);
    void takeLong(sv argument, std::size_t& place);
    void refuse(std::size_t place);
    void checkTogether();
};

/// "gateway" → "gateway.cfg"; the command line tool reads admin.cfg.
std::string configFileName(const std::string& program);

} // namespace kc::kernel
