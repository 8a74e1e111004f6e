// SPDX-License-Identifier: Apache-2.0
#include "Tree.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

namespace kc::moddoc
{
namespace
{

struct KnownProgram
{
    const char *name, *file, *page, *subject;
};

constexpr std::array kPrograms{
    KnownProgram{"server", "server.cfg", "kopano-server.cfg", "kopano-server: users, stores, HTTP"},
    KnownProgram{"gateway", "gateway.cfg", "kopano-gateway.cfg", "kopano-gateway: mail clients"},
    KnownProgram{"dagent", "dagent.cfg", "kopano-dagent.cfg", "kopano-dagent: delivery"},
    KnownProgram{"cli", "admin.cfg", "kopano-admin.cfg", "kopano-cli: administration"},
};

ConfigFile fileOf(const std::string& program)
{
    for (const KnownProgram& each : kPrograms)
        if (program == each.name)
            return {program, each.file, each.page, each.subject, {}};
    return {program, program + ".cfg", "kopano-" + program + ".cfg", "kopano-" + program, {}};
}

/// A module with a file of its own (`config_file`): the file has the last word of its id as name.
ConfigFile ownFile(const ModuleFacts& module)
{
    const std::string name = module.id.substr(module.id.rfind('-') + 1) + ".cfg";
    return {{}, name, "kopano-" + name, "module " + module.id, {&module}};
}

/// The modules of the same programs that have this very option.
std::vector<std::string> owners(const std::vector<ModuleFacts>& modules, const ModuleFacts& one,
                                const OptionFacts& option)
{
    std::vector<std::string> ids;
    for (const ModuleFacts& each : modules)
        if (each.programs == one.programs && each.configFile.empty() && one.configFile.empty() &&
            std::find(each.options.begin(), each.options.end(), option) != each.options.end())
            ids.push_back(each.id);
    return ids;
}

/// What several modules share stands once, before them, as if they had a module for it.
std::vector<ModuleFacts> withSharedApart(const std::vector<ModuleFacts>& modules)
{
    std::vector<ModuleFacts> apart;
    for (ModuleFacts module : modules)
    {
        std::vector<OptionFacts> own;
        for (const OptionFacts& option : module.options)
        {
            const std::vector<std::string> ids = owners(modules, module, option);
            if (ids.size() < 2)
            {
                own.push_back(option);
                continue;
            }
            const std::string id = descriptor::joined(ids);
            const auto isThat = [&](const ModuleFacts& each) { return each.id == id; };
            auto found = std::find_if(apart.begin(), apart.end(), isThat);
            if (found == apart.end())
            {
                ModuleFacts shared;
                shared.id = id;
                shared.summary = "What " + descriptor::joined(ids, " and ") + " share";
                shared.programs = module.programs;
                found = apart.insert(apart.end(), std::move(shared));
            }
            if (ids.front() == module.id)
                found->options.push_back(option);
        }
        module.options = std::move(own);
        apart.push_back(std::move(module));
    }
    return apart;
}

} // namespace

std::string readText(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<ConfigFile> configFiles(const ModuleFacts& kernel,
                                    const std::vector<ModuleFacts>& modules)
{
    std::vector<std::string> names;
    for (const KnownProgram& each : kPrograms)
        names.emplace_back(each.name);
    for (const ModuleFacts& module : modules)
        for (const std::string& program : module.programs)
            // fsck reads the server's file.
            if (program != "*" && program != "fsck" && !descriptor::contains(names, program))
                names.push_back(program);
    std::vector<ConfigFile> files;
    for (const std::string& program : names)
    {
        ConfigFile file = fileOf(program);
        file.modules.push_back(&kernel);
        for (const ModuleFacts& module : modules)
            if (module.configFile.empty() && module.belongsTo(program))
                file.modules.push_back(&module);
        files.push_back(std::move(file));
    }
    for (const ModuleFacts& module : modules)
        if (!module.configFile.empty())
            files.push_back(ownFile(module));
    return files;
}

std::map<std::string, std::string> documents(const std::filesystem::path& top, ModuleFacts kernel,
                                             std::vector<ModuleFacts> modules)
{
    kernel.summary = "every program";
    for (ModuleFacts& module : modules)
        module.prose = readText(top / "modules" / module.id / "doc/prose.md");
    const std::vector<ModuleFacts> apart = withSharedApart(modules);
    const std::vector<ConfigFile> files = configFiles(kernel, apart);
    std::map<std::string, std::string> texts;
    for (const ConfigFile& file : files)
    {
        texts["etc/" + file.name] = exampleFile(file);
        texts["doc/man/" + file.page + ".5"] = manPage(file);
    }
    texts["doc/options.md"] = optionTables(files);
    texts["etc/catalogue"] = catalogue(modules, readText(top / "etc/catalogue"),
                                       readText(top / "etc/catalogue.planned"));
    texts["contrib/completion/kopano"] = completion(files);
    return texts;
}

} // namespace kc::moddoc
