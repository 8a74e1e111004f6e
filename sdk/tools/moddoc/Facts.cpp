// SPDX-License-Identifier: Apache-2.0
#include "Facts.h"

#include <kc/descriptor/ModuleFile.h>
#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <dlfcn.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace kc::moddoc
{
namespace
{

using nlohmann::json;
using nlohmann::ordered_json;

// In the order of kc_option_type.
constexpr std::array<sv, 11> kTypes{"",     "str",     "uint",  "size",     "time",  "flag",
                                    "pick", "propmap", "alias", "obsolete", "unused"};
// Bit i of kc_option_flag.
constexpr std::array<sv, 6> kFlags{"reloadable", "secret", "exact", "list", "nonempty", "hidden"};

[[noreturn]] void fail(const std::string& path, const std::string& why)
{
    throw std::runtime_error{path + ": " + why};
}

OptionFacts factsOf(const kc_option& row)
{
    using descriptor::text;
    OptionFacts facts;
    facts.name = text(row.name);
    facts.type = row.type;
    facts.flags = row.flags;
    facts.def = text(row.def);
    facts.help = text(row.help);
    facts.since = text(row.since);
    facts.unit = text(row.unit);
    facts.target = text(row.target);
    facts.group = text(row.group);
    facts.example = text(row.example);
    facts.neededBy = text(row.needed_by);
    facts.choices = descriptor::words(text(row.choices));
    facts.min = row.min;
    facts.max = row.max;
    return facts;
}

ModuleFacts factsOf(const kc_module& module)
{
    using descriptor::text;
    using descriptor::words;
    ModuleFacts facts;
    facts.id = text(module.id);
    facts.version = text(module.version);
    facts.summary = text(module.summary);
    facts.vendor = text(module.vendor);
    facts.license = text(module.license);
    facts.url = text(module.url);
    facts.select = text(module.select);
    facts.configFile = text(module.config_file);
    facts.programs = words(text(module.programs));
    facts.answers = words(text(module.answers));
    facts.provides = words(text(module.provides));
    facts.needs = words(text(module.requires_));
    facts.slots = words(text(module.slots));
    return facts;
}

/// The group of a row without one is that of the row before.
void inheritGroups(std::vector<OptionFacts>& options)
{
    for (std::size_t i = 1; i < options.size(); ++i)
        if (options[i].group.empty())
            options[i].group = options[i - 1].group;
}

ordered_json optionJson(const OptionFacts& option)
{
    ordered_json out{{"name", option.name}, {"type", kTypes.at(option.type)}, {"def", option.def}};
    ordered_json flags = ordered_json::array();
    for (std::size_t i = 0; i < kFlags.size(); ++i)
        if ((option.flags >> i & 1) != 0)
            flags.push_back(kFlags[i]);
    const auto add = [&](const char* key, const auto& value)
    {
        if (!value.empty())
            out[key] = value;
    };
    add("flags", flags);
    add("help", option.help);
    add("since", option.since);
    add("unit", option.unit);
    if (option.min != 0 || option.max != 0)
    {
        out["min"] = option.min;
        out["max"] = option.max;
    }
    add("choices", option.choices);
    add("target", option.target);
    add("group", option.group);
    add("example", option.example);
    add("needed_by", option.neededBy);
    return out;
}

kc_option_type typeOf(const std::string& name)
{
    const auto found = std::find(kTypes.begin() + 1, kTypes.end(), name);
    if (found == kTypes.end())
        throw std::runtime_error{"unknown option type " + name};
    return static_cast<kc_option_type>(found - kTypes.begin());
}

/// The member, or an empty value where there is none or null.
template <class T>
T member(const json& in, const char* key)
{
    const auto found = in.find(key);
    return found == in.end() || found->is_null() ? T{} : found->get<T>();
}

OptionFacts optionFrom(const json& in)
{
    OptionFacts facts;
    facts.name = in.at("name");
    facts.type = typeOf(in.at("type"));
    for (const std::string& flag : member<std::vector<std::string>>(in, "flags"))
    {
        const auto found = std::find(kFlags.begin(), kFlags.end(), flag);
        if (found != kFlags.end()) // a newer server's flag says nothing to us
            facts.flags |= 1U << (found - kFlags.begin());
    }
    facts.def = member<std::string>(in, "def");
    facts.help = member<std::string>(in, "help");
    facts.since = member<std::string>(in, "since");
    facts.unit = member<std::string>(in, "unit");
    facts.target = member<std::string>(in, "target");
    facts.group = member<std::string>(in, "group");
    facts.example = member<std::string>(in, "example");
    facts.neededBy = member<std::string>(in, "needed_by");
    facts.choices = member<std::vector<std::string>>(in, "choices");
    facts.min = member<std::int64_t>(in, "min");
    facts.max = member<std::int64_t>(in, "max");
    return facts;
}

} // namespace

bool ModuleFacts::belongsTo(const std::string& program) const
{
    return descriptor::contains(programs, program) || descriptor::contains(programs, "*");
}

ModuleFacts readModule(const std::string& path)
{
    // The note first: a file that the server would refuse is not run here either.
    const auto file = descriptor::ModuleFile::read(path);
    if (!file.refusal.empty())
        fail(path, file.refusal);
    if (!file.note.needsGlobal.empty())
        (void)dlopen(file.note.needsGlobal.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
    // A name without a slash would be looked for on the library path.
    const std::string name = path.find('/') == std::string::npos ? "./" + path : path;
    void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
        fail(path, dlerror());
    const auto entry = reinterpret_cast<kc_module_entry_fn>(dlsym(library, KC_MODULE_ENTRY));
    if (entry == nullptr)
        fail(path, "exports no " KC_MODULE_ENTRY);
    const kc_module* const theirs = entry();
    if (theirs == nullptr || theirs->size < offsetof(kc_module, create))
        fail(path, "its descriptor is too small");
    kc_module module{};
    std::memcpy(&module, theirs, std::min<std::size_t>(theirs->size, sizeof module));
    ModuleFacts facts = factsOf(module);
    if (module.options != nullptr && module.option_stride > 0)
    {
        const descriptor::OptionSchema schema{module.options, module.n_options,
                                              module.option_stride};
        for (const kc_option& row : schema.rows())
            facts.options.push_back(factsOf(row));
    }
    inheritGroups(facts.options);
    return facts;
}

ordered_json toJson(const ModuleFacts& facts)
{
    ordered_json options = ordered_json::array();
    for (const OptionFacts& option : facts.options)
        options.push_back(optionJson(option));
    return {{"id", facts.id},
            {"version", facts.version},
            {"summary", facts.summary},
            {"vendor", facts.vendor},
            {"license", facts.license},
            {"url", facts.url},
            {"programs", facts.programs},
            {"select", facts.select},
            {"answers", facts.answers},
            {"provides", facts.provides},
            {"requires", facts.needs},
            {"slots", facts.slots},
            {"config_file", facts.configFile},
            {"options", options}};
}

ModuleFacts fromJson(const std::string& text)
{
    const json in = json::parse(text);
    ModuleFacts facts;
    facts.id = in.at("id");
    facts.version = member<std::string>(in, "version");
    facts.summary = member<std::string>(in, "summary");
    for (const json& option : in.at("options"))
        facts.options.push_back(optionFrom(option));
    inheritGroups(facts.options);
    return facts;
}

} // namespace kc::moddoc
