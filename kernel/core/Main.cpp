// SPDX-License-Identifier: Apache-2.0
// The one function that the launcher calls.
#include "Kernel.h"
#include "Reports.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <sys/stat.h>

namespace kc::kernel
{
namespace
{

void print(std::FILE* stream, const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
}

void printProblems(const Problems& problems)
{
    for (const std::string& each : problems.warnings())
        print(stderr, "warning: " + each + "\n");
    for (const std::string& each : problems.errors())
        print(stderr, each + "\n");
}

/// 0 fine, 1 error, 2 warnings only.
int exitCodeOf(const Problems& problems)
{
    if (problems.hasErrors())
        return 1;
    return problems.warnings().empty() ? 0 : 2;
}

int checkConfig(Assembly& assembly)
{
    Problems& problems = assembly.problems();
    (void)lookUpRunAs(assembly.configuration().settings(), problems);
    if (!problems.hasErrors())
    {
        Kernel kernel{assembly};
        kernel.createModules(problems);
    }
    printProblems(problems);
    if (!problems.hasErrors())
        print(stdout, problems.warnings().empty() ? "configuration is fine\n"
                                                  : "configuration works, see the warnings\n");
    return exitCodeOf(problems);
}

int describeModule(const Assembly& assembly)
{
    std::string wrong;
    const auto text = moduleDescription(assembly, wrong);
    print(text ? stdout : stderr, text.value_or(wrong + "\n"));
    return text ? 0 : 1;
}

int perform(Assembly& assembly)
{
    const CommandLine& line = assembly.commandLine();
    switch (line.action)
    {
    case CommandLine::Action::CheckConfig:
        return checkConfig(assembly);
    case CommandLine::Action::DescribeModule:
        return describeModule(assembly);
    case CommandLine::Action::ListModules:
        print(stdout, line.json ? moduleJson(assembly) : moduleTable(assembly));
        break;
    case CommandLine::Action::DumpConfig:
        print(stdout, line.json ? configJson(assembly) : configText(assembly));
        break;
    case CommandLine::Action::Run:
        if (!assembly.problems().hasErrors())
        {
            Kernel kernel{assembly};
            return assembly.isTool() ? kernel.runTool() : kernel.serve();
        }
        break;
    case CommandLine::Action::Version:
    case CommandLine::Action::Help:
        KC_ASSERT(false);
    }
    printProblems(assembly.problems());
    return exitCodeOf(assembly.problems());
}

int run(std::span<const char* const> arguments)
{
    CommandLine line = CommandLine::parse(arguments);
    const CommandLine::Action asked = line.action;
    const std::string program = line.program;
    // Read before help and version: a one-shot tool answers those itself.
    Assembly assembly{std::move(line)};
    if (!assembly.isTool() && asked == CommandLine::Action::Version)
    {
        print(stdout, "kopano-" + program + " " KC_VERSION "\n");
        return 0;
    }
    if (!assembly.isTool() && asked == CommandLine::Action::Help)
    {
        print(stdout, usage(program));
        return 0;
    }
    return perform(assembly);
}

} // namespace
} // namespace kc::kernel

extern "C" __attribute__((visibility("default"))) int kc_kernel_main(int argc, char** argv);

int kc_kernel_main(int argc, char** argv)
{
    umask(077);
    std::signal(SIGPIPE, SIG_IGN);
    try
    {
        const std::vector<const char*> arguments{argv, argv + argc};
        return kc::kernel::run(arguments);
    }
    catch (const std::exception& exception)
    {
        std::fprintf(stderr, "%s: %s\n", argc > 0 ? argv[0] : "kopano", exception.what());
        return 1;
    }
}
