// SPDX-License-Identifier: Apache-2.0
// Which installed modules this process loads, and why each: by `select=`, by `modules =`, by the
// options that stand for slots, and by what those need. Reads notes and cfg values, runs no
// module's code.
#pragma once

#include "ModuleShelf.h"
#include "config/KernelOptions.h"
#include "config/ProgramConfig.h"
#include <kc/descriptor/Problems.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

/// What selection reads.
struct SelectionInput
{
    const ModuleShelf& shelf;
    const std::vector<ProgramConfig>& programs; // the main program first
    const KernelSettings& settings;
};

struct SelectedModule
{
    const InstalledModule* module = nullptr;
    std::string selectedBy;  // "server.cfg:14 user_plugin", "default", "needed by chat"
    std::size_t program = 0; // place in the programs: whose cfg has its options
    std::map<std::string, std::string> slots; // slot → id of the module that its option chose
    std::vector<std::string> dependencies;    // ids that start before it
    std::vector<std::string> wishes;          // that do if none of them depends on it
};

class Selection
{
public:
    Selection(const SelectionInput& input, Problems& problems);

    /// In an order in which each comes after what it depends on.
    const std::deque<SelectedModule>& modules() const { return _selected; }

    const SelectedModule* find(sv id) const;

    /// Place of the first of the module's programs that this process is; nothing if it is none of
    /// them.
    static std::optional<std::size_t> homeOf(const ModuleNote& note,
                                             const std::vector<ProgramConfig>& programs);

private:
    struct Setting
    {
        std::string value;
        std::string where;   // "server.cfg:14 name" or "name (default)"
        std::string implies; // the option that it stands for, of another name
    };

    Setting setting(std::size_t program, const ModuleNote& note, const std::string& option) const;
    /// What a slot's option says, or what another option that is set says of it.
    Setting slotSetting(const SelectedModule& consumer, const std::string& slot,
                        const std::string& option) const;
    std::string kernelOptionPlace(const char* option) const;
    bool isDisabled(sv id) const;
    SelectedModule* select(const InstalledModule& module, const std::string& why);
    void selectDefaults();
    void selectNamed();
    void resolveAll();
    void resolveSlots(std::size_t place);
    void resolveSlot(std::size_t place, const std::string& slot, const std::string& option);
    /// "server.cfg:14: name = value", "default: name = value", "server.cfg:14: other is set, so
    /// name = value".
    static std::string assignmentText(const Setting& chosen);
    std::vector<const InstalledModule*> answering(const std::string& slotKey) const;
    void unknownAnswer(const SelectedModule& consumer, const std::string& slot,
                       const Setting& chosen);
    enum class Answering : bool
    {
        No,
        Yes
    };

    bool resolveNeeds();
    bool resolveNeed(Answering answering);
    void reportNeeds();
    void reportMissing(const SelectedModule& needing, const std::string& word);
    bool isProvided(sv iface) const;
    std::vector<const InstalledModule*> candidates(sv iface, bool any) const;
    void linkNeeds();
    void sortByDependency();

    SelectionInput _input;
    Problems& _problems;
    std::deque<SelectedModule> _selected;
};

} // namespace kc::kernel
