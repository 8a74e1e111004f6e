// SPDX-License-Identifier: Apache-2.0
// What there is to say about a module and its options, in values of our own: read from the
// descriptor of a built module, or from JSON that a server printed about its kernel.
#pragma once

#include <kc/abi/module.h>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace kc::moddoc
{

struct OptionFacts
{
    std::string name;
    kc_option_type type = KC_OPT_STR;
    std::uint32_t flags = 0; // of kc_option_flag
    std::string def, help, since, unit, target, group, example, neededBy;
    std::vector<std::string> choices;
    std::int64_t min = 0, max = 0;

    bool has(kc_option_flag flag) const { return (flags & flag) != 0; }

    /// Shown among the options; aliases and what is gone are only named.
    bool isCurrent() const { return type < KC_OPT_ALIAS && !has(KC_OPT_HIDDEN); }

    friend bool operator==(const OptionFacts&, const OptionFacts&) = default;
};

struct ModuleFacts
{
    std::string id, version, summary, vendor, license, url, select, configFile;
    std::vector<std::string> programs, answers, provides, needs, slots;
    std::vector<OptionFacts> options;
    std::string prose; // Markdown: what its author adds

    bool belongsTo(const std::string& program) const;
};

/// Loads the file and asks for its descriptor; calls nothing else of it. Throws std::runtime_error,
/// which names the file and the reason.
ModuleFacts readModule(const std::string& path);

nlohmann::ordered_json toJson(const ModuleFacts& facts);
/// Throws std::runtime_error when it is not such a description.
ModuleFacts fromJson(const std::string& text);

} // namespace kc::moddoc
