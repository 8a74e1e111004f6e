// SPDX-License-Identifier: Apache-2.0
// kc-moddoc: documents from option tables. For one module on the standard output, or for a source
// tree with all its modules in place.
#include "OptionText.h"
#include "Tree.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace
{

using namespace kc::moddoc;

constexpr const char* kUsage =
    "Usage: kc-moddoc --json|--man|--cfg|--markdown [--prose FILE] MODULE.so...\n"
    "       kc-moddoc --tree DIR [--check] --kernel FILE MODULE.so...\n"
    "The first form prints a module's options as JSON, as a page of section 5, as an example cfg\n"
    "file or as a table; FILE is Markdown that goes into the page. The second writes the cfg\n"
    "files, man pages, tables, catalogue and bash completion of a source tree; with --check it\n"
    "changes nothing and fails on a difference. The kernel's options come from what\n"
    "kopano-server --describe-module kernel --json prints.\n";

struct Request
{
    std::string form; // "json", "man", "cfg", "markdown"; empty: a tree
    std::string tree, kernel, prose;
    bool check = false;
    std::vector<std::string> modules;
    std::string wrong;
};

Request parse(const std::vector<std::string>& arguments)
{
    Request request;
    for (std::size_t i = 0; i < arguments.size(); ++i)
    {
        const std::string& argument = arguments[i];
        const bool hasNext = i + 1 < arguments.size();
        if (kc::descriptor::contains({"--json", "--man", "--cfg", "--markdown"}, argument))
            request.form = argument.substr(2);
        else if (argument == "--check")
            request.check = true;
        else if (argument == "--tree" && hasNext)
            request.tree = arguments[++i];
        else if (argument == "--kernel" && hasNext)
            request.kernel = arguments[++i];
        else if (argument == "--prose" && hasNext)
            request.prose = arguments[++i];
        else if (argument.starts_with('-'))
            request.wrong = "unknown argument " + argument;
        else
            request.modules.push_back(argument);
    }
    if (request.wrong.empty() && request.modules.empty())
        request.wrong = "no module is named";
    if (request.wrong.empty() && request.form.empty() == request.tree.empty())
        request.wrong = "either one of --json, --man, --cfg, --markdown, or --tree";
    if (request.wrong.empty() && !request.tree.empty() && request.kernel.empty())
        request.wrong = "--tree needs --kernel";
    return request;
}

std::vector<ModuleFacts> readModules(const std::vector<std::string>& paths)
{
    std::vector<ModuleFacts> modules;
    for (const std::string& path : paths)
        modules.push_back(readModule(path));
    std::sort(modules.begin(), modules.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return modules;
}

/// A page or file for one module alone.
ConfigFile alone(const ModuleFacts& module)
{
    const std::string program = module.programs.empty() ? "server" : module.programs.front();
    return {{}, program + ".cfg", "kopano-" + module.id, "module " + module.id, {&module}};
}

void print(const Request& request, std::vector<ModuleFacts> modules)
{
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (ModuleFacts& module : modules)
    {
        if (!request.prose.empty())
            module.prose = readText(request.prose);
        const ConfigFile file = alone(module);
        if (request.form == "json")
            all.push_back(toJson(module));
        else
            std::cout << (request.form == "man"   ? manPage(file)
                          : request.form == "cfg" ? exampleFile(file)
                                                  : optionTables({file}));
    }
    if (request.form == "json")
        std::cout << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

/// The exit status.
int bringUpToDate(const Request& request, std::vector<ModuleFacts> modules)
{
    const std::filesystem::path top = request.tree;
    std::vector<std::string> stale;
    for (const auto& [path, text] :
         documents(top, fromJson(readText(request.kernel)), std::move(modules)))
    {
        if (readText(top / path) == text)
            continue;
        stale.push_back(path);
        if (request.check)
            continue;
        std::filesystem::create_directories((top / path).parent_path());
        if (!(std::ofstream{top / path, std::ios::binary} << text << std::flush))
            throw std::runtime_error{(top / path).string() + ": cannot be written"};
    }
    if (!request.check || stale.empty())
        return 0;
    std::cerr << "not what the option tables say: " << kc::descriptor::joined(stale, " ") << '\n';
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (kc::descriptor::contains(arguments, "--help") || kc::descriptor::contains(arguments, "-h"))
        return std::cout << kUsage, 0;
    const Request request = parse(arguments);
    if (!request.wrong.empty())
        return std::cerr << request.wrong << '\n' << kUsage, 2;
    try
    {
        std::vector<ModuleFacts> modules = readModules(request.modules);
        if (!request.tree.empty())
            return bringUpToDate(request, std::move(modules));
        print(request, std::move(modules));
        return 0;
    }
    catch (const std::exception& exception)
    {
        std::cerr << exception.what() << '\n';
        return 1;
    }
}
