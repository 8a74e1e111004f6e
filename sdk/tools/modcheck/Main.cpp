// SPDX-License-Identifier: Apache-2.0
// kc-modcheck FILE: whether a built module keeps the rules. Each check has a process and a time
// limit of its own, so that a module that crashes or hangs is a result and not the end.
#include "Checks.h"

#include <kc/descriptor/Words.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace
{

using namespace kc::modcheck;

constexpr const char* kUsage =
    "Usage: kc-modcheck [options] MODULE.so\n"
    "  --option NAME=VALUE  an option of the module or of what it needs; {scratch} in the value\n"
    "                       stands for a folder that is removed at the end\n"
    "  --with FILE.so       load this module first, for what the module needs\n"
    "  --modules DIR        find what it needs among the modules of this folder\n"
    "  --double INTERFACE   offer this interface by functions that answer KC_EUNAVAIL\n"
    "  --only CHECK         make only this check\n"
    "  --cycles N           starts and stops, 100 if not said\n"
    "  --time-limit N       seconds a check may take, 20 if not said\n"
    "  --strict             a check that is skipped counts as failed\n"
    "Prints one line a check: ok, FAIL, skip (it could not be made) or warn. Exit status 1: a "
    "check\n"
    "failed, or was skipped and --strict is given.\n";

struct Request
{
    Plan plan;
    std::string only;
    bool isStrict = false;
    std::string wrong;
};

bool takeNumber(const std::string& text, unsigned& out)
{
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    return failed == std::errc{} && end == text.data() + text.size() && out > 0 && out < 100000;
}

/// False when there is no such switch or its value is none.
bool take(Request& request, const std::string& name, const std::string& value,
          const std::string& scratch)
{
    Plan& plan = request.plan;
    if (name == "--with")
        plan.with.push_back(value);
    else if (name == "--modules")
        plan.shelf = value;
    else if (name == "--double")
        plan.doubles.push_back(value);
    else if (name == "--only")
        request.only = value;
    else if (name == "--cycles")
        return takeNumber(value, plan.cycles);
    else if (name == "--time-limit")
        return takeNumber(value, plan.seconds);
    else if (name == "--option" && value.find('=') != std::string::npos)
    {
        const std::size_t equals = value.find('=');
        std::string text = value.substr(equals + 1);
        if (const std::size_t at = text.find("{scratch}"); at != std::string::npos)
            text.replace(at, sizeof "{scratch}" - 1, scratch);
        plan.options.push_back({value.substr(0, equals), text, {"--option", 0}, {}});
    }
    else
        return false;
    return true;
}

Request parse(const std::vector<std::string>& arguments, const std::string& scratch)
{
    Request request;
    for (std::size_t i = 0; i < arguments.size(); ++i)
    {
        const std::string& argument = arguments[i];
        if (!argument.starts_with('-') && request.plan.file.empty())
            request.plan.file = argument;
        else if (argument == "--strict")
            request.isStrict = true;
        else if (i + 1 == arguments.size() || !take(request, argument, arguments[i + 1], scratch))
        {
            request.wrong = "not understood: " + argument;
            break;
        }
        else
            ++i;
    }
    if (request.wrong.empty() && request.plan.file.empty())
        request.wrong = "no module is named";
    return request;
}

std::string scratchFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "kc-modcheck-XXXXXX").string();
    return mkdtemp(pattern.data()) == nullptr ? std::string{"."} : pattern;
}

/// The exit status.
int perform(const Request& request)
{
    constexpr std::array kWords{"ok  ", "FAIL", "skip", "warn"};
    int failed = 0;
    for (const Check& check : allChecks())
    {
        if (!request.only.empty() && request.only != check.name)
            continue;
        const Verdict verdict =
            inChild(request.plan.seconds, [&] { return check.run(request.plan); });
        const bool bad = verdict.outcome == Outcome::Fail;
        failed += bad || (request.isStrict && verdict.outcome == Outcome::Skip) ? 1 : 0;
        std::cout << kWords.at(static_cast<std::size_t>(verdict.outcome)) << ' ' << check.name
                  << (verdict.why.empty() ? "" : ": ") << verdict.why << std::endl;
        // Without a note nothing of it may run.
        if (bad && std::string{check.name} == "note")
            break;
    }
    return failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (kc::descriptor::contains(arguments, "--help") || kc::descriptor::contains(arguments, "-h"))
        return std::cout << kUsage, 0;
    const std::string scratch = scratchFolder();
    const Request request = parse(arguments, scratch);
    int status = 2;
    if (request.wrong.empty())
        status = perform(request);
    else
        std::cerr << request.wrong << '\n' << kUsage;
    if (scratch != ".")
        std::filesystem::remove_all(scratch);
    return status;
}
