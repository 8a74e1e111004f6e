// SPDX-License-Identifier: Apache-2.0
// The part of Selection that follows slots: which module an option's value stands for.
#include "Selection.h"

#include <kc/descriptor/NearestName.h>
#include <kc/descriptor/Words.h>

#include <set>

namespace kc::kernel
{

void Selection::resolveSlots(std::size_t place)
{
    for (const auto& [slot, option] : _selected[place].module->note.slots)
        resolveSlot(place, slot, option);
}

Selection::Setting Selection::slotSetting(const SelectedModule& consumer, const std::string& slot,
                                          const std::string& option) const
{
    const ModuleNote& note = consumer.module->note;
    const Setting own = setting(consumer.program, note, option);
    if (!own.where.ends_with("(default)"))
        return own;
    for (const ModuleNote::Implied& each : note.implied)
        for (const Assignment& assignment : _input.programs[consumer.program].assignments)
            if (each.slot == slot && assignment.kind == Assignment::Kind::Option &&
                assignment.name.starts_with(each.prefix))
                return {each.key, assignment.place.text() + " " + assignment.name, option};
    return own;
}

void Selection::resolveSlot(std::size_t place, const std::string& slot, const std::string& option)
{
    SelectedModule& consumer = _selected[place];
    const Setting chosen = slotSetting(consumer, slot, option);
    if (chosen.value.empty())
        return;
    const std::vector<const InstalledModule*> able = answering(slot + "=" + chosen.value);
    if (able.empty())
        return unknownAnswer(consumer, slot, chosen);
    if (able.size() > 1)
        return _problems.error(assignmentText(chosen) + ": modules " + able[0]->note.id + " and " +
                               able[1]->note.id + " both answer to " + slot + "=" + chosen.value +
                               "; name one of them in disable_modules");
    if (select(*able.front(), chosen.where) == nullptr)
        return;
    consumer.slots[slot] = able.front()->note.id;
    consumer.dependencies.push_back(able.front()->note.id);
}

/// The modules that serve a slot's key. When none does, one that could if it were not disabled or
/// refused, so that this can be said.
std::vector<const InstalledModule*> Selection::answering(const std::string& slotKey) const
{
    std::vector<const InstalledModule*> able;
    const InstalledModule* lame = nullptr;
    for (const InstalledModule& module : _input.shelf.modules())
    {
        if (!module.note.answersTo(slotKey) || !homeOf(module.note, _input.programs))
            continue;
        if (module.refusal.empty() && !isDisabled(module.note.id))
            able.push_back(&module);
        else if (lame == nullptr || module.refusal.empty())
            lame = &module;
    }
    if (able.empty() && lame != nullptr)
        able.push_back(lame);
    return able;
}

std::string Selection::assignmentText(const Setting& chosen)
{
    if (chosen.where.ends_with("(default)"))
        return "default: " + chosen.where.substr(0, chosen.where.find(' ')) + " = " + chosen.value;
    const std::size_t space = chosen.where.rfind(' ');
    if (!chosen.implies.empty())
        return chosen.where.substr(0, space) + ": " + chosen.where.substr(space + 1) +
               " is set, so " + chosen.implies + " = " + chosen.value;
    return chosen.where.substr(0, space) + ": " + chosen.where.substr(space + 1) + " = " +
           chosen.value;
}

void Selection::unknownAnswer(const SelectedModule& consumer, const std::string& slot,
                              const Setting& chosen)
{
    const Catalogue& catalogue = _input.shelf.catalogue();
    std::set<std::string> shown;
    std::vector<std::string> keys;
    for (const InstalledModule& module : _input.shelf.modules())
        for (const std::string& answer : module.note.answers)
            if (answer.starts_with(slot + "=") && homeOf(module.note, _input.programs))
            {
                keys.push_back(answer.substr(slot.size() + 1));
                shown.insert(keys.back() + " (" + module.note.id + ")");
            }
    for (const auto& [key, module] : catalogue.keysOf(slot))
        if (_input.shelf.find(module) == nullptr && _input.shelf.findRefused(module) == nullptr)
        {
            keys.push_back(key);
            shown.insert(key + " (" + module + ", not installed)");
        }
    const std::string slotKey = slot + "=" + chosen.value;
    const auto& absent = catalogue.answering(slotKey);
    std::string text = assignmentText(chosen) + ": ";
    if (!absent.empty())
        text +=
            "needs module " + absent.front() + ", which " + _input.shelf.absence(absent.front());
    else
        text += "no module answers to " + slotKey + suggestion(chosen.value, keys);
    if (absent.empty() && !shown.empty())
        text +=
            (text.ends_with('?') ? " known: " : "; known: ") + joined({shown.begin(), shown.end()});
    _problems.error(text + " (asked by module " + consumer.module->note.id + ")");
}

} // namespace kc::kernel
