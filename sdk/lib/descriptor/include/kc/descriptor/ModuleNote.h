// SPDX-License-Identifier: Apache-2.0
// What a module says about itself in its file (abi/module.h has the form): enough to select it
// without running its code. The parser is total and bounded.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kc::descriptor
{

struct ModuleNote
{
    static constexpr std::size_t kBytesLimit = 256 * 1024;
    static constexpr std::size_t kOptionLimit = 2000;

    struct Option
    {
        std::string name, def;
        std::string target; // of an alias; else empty

        bool operator==(const Option&) const = default;
    };

    /// Where a slot's option is not set, an option with this prefix chooses the slot's key.
    struct Implied
    {
        std::string slot, prefix, key;

        bool operator==(const Implied&) const = default;
    };

    std::string id, version, select, summary, needsGlobal;
    std::uint16_t abiMajor = 0, abiMinor = 0, abiMinimum = 0;
    std::vector<std::string> programs, answers, provides, needs;
    std::vector<std::pair<std::string, std::string>> slots; // slot, option
    std::vector<Implied> implied;
    std::vector<Option> options;

    const Option* option(sv name) const;
    bool answersTo(sv slotKey) const;
    bool offers(sv iface) const;
    /// Is it for a process that is this program?
    bool isFor(sv program) const;
    /// "1.0"
    std::string sdk() const;

    /// Why a kernel of this SDK cannot run the module, with the remedy; empty: it can.
    std::string misfit() const;

    /// The first key in which it is not as another one, e.g. "provides"; empty: none.
    std::string difference(const ModuleNote& other) const;

    /// Nothing when the text is no note; `wrong` says why. One of another SDK is a note, too.
    static std::optional<ModuleNote> parse(sv text, std::string& wrong);

private:
    bool set(sv key, sv value, std::string& wrong);
    bool setAbi(sv value);
    void setSlots(sv value);
};

} // namespace kc::descriptor
