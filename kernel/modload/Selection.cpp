// SPDX-License-Identifier: Apache-2.0
#include "Selection.h"

#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Snapshot.h>
#include <kc/descriptor/Words.h>

#include <algorithm>
#include <set>

namespace kc::kernel
{
namespace
{

bool isKernelInterface(sv iface)
{
    return iface == "kc.net/1" || iface == "kc.tasks/1";
}

/// The interface of a word of `requires`.
std::string ifaceOf(const std::string& need)
{
    return need.substr(need.starts_with('?') ? 1 : 0);
}

} // namespace

Selection::Selection(const SelectionInput& input, Problems& problems)
    : _input{input}, _problems{problems}
{
    selectDefaults();
    selectNamed();
    resolveAll();
    linkNeeds();
    sortByDependency();
}

const SelectedModule* Selection::find(sv id) const
{
    for (const SelectedModule& each : _selected)
        if (each.module->note.id == id)
            return &each;
    return nullptr;
}

std::optional<std::size_t> Selection::homeOf(const ModuleNote& note,
                                             const std::vector<ProgramConfig>& programs)
{
    for (std::size_t i = 0; i < programs.size(); ++i)
        if (note.isFor(programs[i].program))
            return i;
    return std::nullopt;
}

Selection::Setting Selection::setting(std::size_t program, const ModuleNote& note,
                                      const std::string& option) const
{
    const auto& assignments = _input.programs[program].assignments;
    for (auto each = assignments.rbegin(); each != assignments.rend(); ++each)
    {
        if (each->kind != Assignment::Kind::Option)
            continue;
        const ModuleNote::Option* const spelled = note.option(each->name);
        if (each->name == option || (spelled != nullptr && spelled->target == option))
            return {
                expanded(each->value, 0).value_or(""), each->place.text() + " " + each->name, {}};
    }
    const ModuleNote::Option* const declared = note.option(option);
    return {declared == nullptr ? "" : declared->def, option + " (default)", {}};
}

std::string Selection::kernelOptionPlace(const char* option) const
{
    const Assignment* const found = _input.programs.front().last(option);
    return (found == nullptr ? "" : found->place.text() + " ") + option;
}

bool Selection::isDisabled(sv id) const
{
    return contains(_input.settings.disabledModules, id);
}

SelectedModule* Selection::select(const InstalledModule& module, const std::string& why)
{
    for (SelectedModule& each : _selected)
        if (each.module == &module)
            return &each;
    const std::string& id = module.note.id;
    if (!module.refusal.empty())
    {
        _problems.error("module " + id + " (" + why + ") cannot be used: " + module.path + ": " +
                        module.refusal);
        return nullptr;
    }
    if (isDisabled(id))
    {
        _problems.error(why + ": module " + id + " is disabled by " +
                        kernelOptionPlace("disable_modules") +
                        "; take it off that list, or do not ask for it");
        return nullptr;
    }
    const auto home = homeOf(module.note, _input.programs);
    if (!home)
    {
        _problems.error(why + ": module " + id + " is for " + joined(module.note.programs) +
                        ", which this process is not");
        return nullptr;
    }
    _selected.push_back({&module, why, *home, {}, {}, {}});
    return &_selected.back();
}

void Selection::selectDefaults()
{
    for (const InstalledModule& module : _input.shelf.modules())
    {
        const auto home = homeOf(module.note, _input.programs);
        if (!home || isDisabled(module.note.id))
            continue;
        for (const std::string& rule : words(module.note.select))
        {
            if (rule == "default" && module.refusal.empty())
                select(module, "default");
            else if (rule == "default" && _input.shelf.find(module.note.id) == nullptr)
                _problems.warning("module " + module.note.id + " is left out: " + module.path +
                                  ": " + module.refusal);
            if (!rule.starts_with("option:"))
                continue;
            const Setting chosen = setting(*home, module.note, rule.substr(7));
            if (!chosen.value.empty() && isTrue(chosen.value))
                select(module, chosen.where);
        }
    }
}

void Selection::selectNamed()
{
    const std::string place = kernelOptionPlace("modules");
    for (const std::string& id : _input.settings.modules)
    {
        const InstalledModule* const found = _input.shelf.find(id);
        if (const InstalledModule* const best = found ? found : _input.shelf.findRefused(id))
        {
            select(*best, place);
            continue;
        }
        std::vector<std::string> known;
        for (const InstalledModule& module : _input.shelf.modules())
            known.push_back(module.note.id);
        _problems.error(place + ": no module " + id + " in " + _input.shelf.where() +
                        suggestion(id, known) + _input.shelf.catalogue().installHint(id));
    }
    for (const std::string& id : _input.settings.disabledModules)
        if (_input.shelf.find(id) == nullptr)
            _problems.warning(kernelOptionPlace("disable_modules") + ": no module " + id +
                              " is installed");
}

void Selection::resolveAll()
{
    // Slots first: what an option chose satisfies needs that otherwise would be ambiguous.
    std::size_t resolved = 0;
    do
    {
        for (; resolved < _selected.size(); ++resolved)
            resolveSlots(resolved);
    } while (resolveNeeds());
    reportNeeds();
}

bool Selection::isProvided(sv iface) const
{
    if (isKernelInterface(iface))
        return true;
    return std::any_of(_selected.begin(), _selected.end(),
                       [&](const SelectedModule& each) { return each.module->note.offers(iface); });
}

/// The modules that could be selected for an interface: those of the first program that has any, so
/// that a server that is also a gateway takes the server's. With `any`, all installed ones.
std::vector<const InstalledModule*> Selection::candidates(sv iface, bool any) const
{
    std::vector<const InstalledModule*> found;
    std::size_t best = _input.programs.size();
    for (const InstalledModule& module : _input.shelf.modules())
    {
        if (!module.refusal.empty() || !module.note.offers(iface))
            continue;
        const auto home = homeOf(module.note, _input.programs);
        if (!any && (!home || *home > best || isDisabled(module.note.id)))
            continue;
        if (!any && *home < best)
        {
            best = *home;
            found.clear();
        }
        found.push_back(&module);
    }
    return found;
}

/// Selects one module for one need. Those that answer to slots come last: somebody that is selected
/// on the way may consume that slot, and its option decides.
bool Selection::resolveNeeds()
{
    return resolveNeed(Answering::No) || resolveNeed(Answering::Yes);
}

bool Selection::resolveNeed(Answering answering)
{
    for (const SelectedModule& needing : _selected)
        for (const std::string& word : needing.module->note.needs)
        {
            const std::string iface = ifaceOf(word);
            if (isProvided(iface))
                continue;
            const auto found = candidates(iface, false);
            if (found.size() == 1 &&
                (answering == Answering::Yes || found.front()->note.answers.empty()))
                return select(*found.front(), "needed by " + needing.module->note.id) != nullptr;
        }
    return false;
}

void Selection::reportNeeds()
{
    for (const SelectedModule& needing : _selected)
        for (const std::string& word : needing.module->note.needs)
            if (!isProvided(ifaceOf(word)))
                reportMissing(needing, word);
}

void Selection::reportMissing(const SelectedModule& needing, const std::string& word)
{
    const std::string iface = ifaceOf(word);
    const std::string begin =
        "module " + needing.module->note.id + " (" + needing.selectedBy + ") ";
    const auto idsOf = [](const std::vector<const InstalledModule*>& list)
    {
        std::vector<std::string> ids;
        for (const InstalledModule* each : list)
            ids.push_back(each->note.id);
        return joined(ids);
    };
    const auto able = candidates(iface, false);
    const std::string choice =
        ", which more than one module offers: " + idsOf(able) + "; choose one with modules =";
    if (iface != word) // lived without, but the admin may have expected it
        return able.size() > 1 ? _problems.warning(begin + "can use " + iface + choice) : void();
    if (!able.empty())
        return _problems.error(begin + "needs " + iface + choice);
    const auto installed = candidates(iface, true);
    if (!installed.empty())
        return _problems.error(begin + "needs " + iface + ", which only " + idsOf(installed) +
                               " offers, and that is disabled or for another program");
    const auto& known = _input.shelf.catalogue().providing(iface);
    std::string absent = known.empty() ? "" : known.front();
    for (const InstalledModule& module : _input.shelf.modules())
        if (!module.refusal.empty() && module.note.offers(iface))
            absent = module.note.id;
    _problems.error(begin + "needs " + iface +
                    (absent.empty() ? ", which no module in " + _input.shelf.where() + " offers"
                                    : ": module " + absent + " " + _input.shelf.absence(absent)));
}

void Selection::linkNeeds()
{
    for (SelectedModule& needing : _selected)
        for (const std::string& word : needing.module->note.needs)
            for (const SelectedModule& offering : _selected)
                if (&offering != &needing && offering.module->note.offers(ifaceOf(word)))
                    (ifaceOf(word) == word ? needing.dependencies : needing.wishes)
                        .push_back(offering.module->note.id);
}

void Selection::sortByDependency()
{
    std::deque<SelectedModule> sorted;
    std::set<std::string> done;
    const auto areDone = [&](const std::vector<std::string>& ids)
    {
        return std::all_of(ids.begin(), ids.end(),
                           [&](const std::string& id) { return done.contains(id); });
    };
    while (!_selected.empty())
    {
        auto ready = std::find_if(_selected.begin(), _selected.end(),
                                  [&](const auto& each)
                                  { return areDone(each.dependencies) && areDone(each.wishes); });
        if (ready == _selected.end()) // a wish is not worth a circle
            ready = std::find_if(_selected.begin(), _selected.end(),
                                 [&](const auto& each) { return areDone(each.dependencies); });
        if (ready == _selected.end())
            break;
        done.insert(ready->module->note.id);
        sorted.push_back(std::move(*ready));
        _selected.erase(ready);
    }
    if (!_selected.empty())
    {
        // What is left is a cycle and what hangs on it: walk back until a module comes again.
        std::vector<std::string> path;
        std::string id = _selected.front().module->note.id;
        while (!contains(path, id))
        {
            path.push_back(id);
            const auto& needs = find(id)->dependencies;
            id = *std::find_if(needs.begin(), needs.end(),
                               [&](const std::string& each) { return !done.contains(each); });
        }
        path.erase(path.begin(), std::find(path.begin(), path.end(), id));
        path.push_back(id);
        _problems.error("modules need each other in a circle: " + joined(path, " -> ") + " (" +
                        find(id)->selectedBy + "); leave one of them out");
    }
    std::move(_selected.begin(), _selected.end(), std::back_inserter(sorted));
    _selected = std::move(sorted);
}

} // namespace kc::kernel
