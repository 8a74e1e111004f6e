// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/ModuleNote.h>

#include <kc/descriptor/Words.h>

#include <kc/abi/base.h>

#include <algorithm>
#include <charconv>

namespace kc::descriptor
{
namespace
{

bool parseNumber(sv text, std::uint16_t& out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

bool isName(sv text)
{
    constexpr sv kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(kLetters) == sv::npos;
}

/// libpython3.11.so.1.0, a name without a folder.
bool isPythonLibrary(sv name)
{
    return isName(name) && name.starts_with("libpython3") && name.find(".so") != sv::npos;
}

std::vector<std::pair<std::string, std::string>> pairsOf(sv text)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& word : words(text))
    {
        const std::size_t equals = word.find('=');
        if (equals != std::string::npos)
            pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return pairs;
}

} // namespace

std::optional<ModuleNote> ModuleNote::parse(sv text, std::string& wrong)
{
    const auto refuse = [&](std::string why)
    {
        wrong = std::move(why);
        return std::nullopt;
    };
    wrong.clear();
    if (text.size() > kBytesLimit)
        return refuse("the note is too long");
    const std::size_t end = text.find('\0');
    if (end == sv::npos)
        return refuse("the note has no end");
    text = text.substr(0, end);
    if (!text.starts_with("kcmod=1\n"))
        return refuse("the note is of a form that this kernel does not know");
    ModuleNote note;
    while (!text.empty())
    {
        const sv line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t equals = line.find('=');
        if (equals == sv::npos)
            return refuse("the note has a line without '='");
        if (!note.set(line.substr(0, equals), line.substr(equals + 1), wrong))
            return std::nullopt;
    }
    if (!isName(note.id))
        return refuse("the note's id is no name");
    if (note.abiMajor == 0)
        return refuse("the note names no SDK version");
    return note;
}

bool ModuleNote::set(sv key, sv value, std::string& wrong)
{
    if (key == "option" || key == "alias")
    {
        const std::size_t tab = std::min(value.find('\t'), value.size());
        const std::string name{value.substr(0, tab)};
        const std::string rest{value.substr(std::min(tab + 1, value.size()))};
        options.push_back(key == "alias" ? Option{name, {}, rest} : Option{name, rest, {}});
        wrong = options.size() > kOptionLimit ? "the note has too many options" : "";
    }
    else if (key == "abi")
        wrong = setAbi(value) ? "" : "the note's SDK version is no version";
    else if (key == "minimum")
        wrong = parseNumber(value, abiMinimum) ? "" : "the note's minimum is no number";
    else if (key == "id")
        id = value;
    else if (key == "version")
        version = value;
    else if (key == "select")
        select = value;
    else if (key == "summary")
        summary = value;
    else if (key == "needs_global")
        needsGlobal = value;
    else if (key == "programs")
        programs = words(value);
    else if (key == "answers")
        answers = words(value);
    else if (key == "provides")
        provides = words(value);
    else if (key == "requires")
        needs = words(value);
    else if (key == "slots")
        setSlots(value);
    // Other keys are a newer SDK's; what must be understood raises the minimum.
    return wrong.empty();
}

/// "slot=option", and after it any ",prefix*=key".
void ModuleNote::setSlots(sv value)
{
    slots = pairsOf(value);
    implied.clear();
    for (auto& [slot, option] : slots)
    {
        std::size_t comma = option.find(',');
        const std::string rest = comma == std::string::npos ? "" : option.substr(comma + 1);
        option.resize(std::min(comma, option.size()));
        for (sv left = rest; !left.empty();)
        {
            comma = std::min(left.find(','), left.size());
            const sv one = left.substr(0, comma);
            left.remove_prefix(std::min(comma + 1, left.size()));
            if (const std::size_t star = one.find("*="); star != sv::npos && star > 0)
                implied.push_back(
                    {slot, std::string{one.substr(0, star)}, std::string{one.substr(star + 2)}});
        }
    }
}

bool ModuleNote::setAbi(sv value)
{
    const std::size_t dot = value.find('.');
    return dot != sv::npos && parseNumber(value.substr(0, dot), abiMajor) &&
           parseNumber(value.substr(dot + 1), abiMinor);
}

std::string ModuleNote::misfit() const
{
    const std::string major = std::to_string(KC_ABI_MAJOR);
    const std::string offer =
        ", this kernel offers " + major + "." + std::to_string(KC_ABI_MINOR) + "; install ";
    if (abiMajor != KC_ABI_MAJOR)
        return "built for SDK " + std::to_string(abiMajor) + offer + "its build for SDK " + major;
    if (abiMinimum > KC_ABI_MINOR)
        return "needs SDK " + major + "." + std::to_string(abiMinimum) + offer + "a newer kernel";
    // Everybody's symbols would change for whoever is loaded later.
    if (!needsGlobal.empty() && !isPythonLibrary(needsGlobal))
        return "asks for " + needsGlobal + " with global symbols, which only libpython3 may have" +
               "; install a build that links what it needs";
    return {};
}

std::string ModuleNote::difference(const ModuleNote& other) const
{
    const std::pair<const char*, bool> keys[] = {
        {"id", id == other.id},
        {"version", version == other.version},
        {"abi", abiMajor == other.abiMajor && abiMinor == other.abiMinor},
        {"minimum", abiMinimum == other.abiMinimum},
        {"programs", programs == other.programs},
        {"select", select == other.select},
        {"answers", answers == other.answers},
        {"provides", provides == other.provides},
        {"requires", needs == other.needs},
        {"slots", slots == other.slots && implied == other.implied},
        {"needs_global", needsGlobal == other.needsGlobal},
        {"option", options == other.options}};
    for (const auto& [key, same] : keys)
        if (!same)
            return key;
    return {};
}

const ModuleNote::Option* ModuleNote::option(sv name) const
{
    for (const Option& each : options)
        if (each.name == name)
            return &each;
    return nullptr;
}

bool ModuleNote::answersTo(sv slotKey) const
{
    return contains(answers, slotKey);
}

bool ModuleNote::isFor(sv program) const
{
    return contains(programs, "*") || contains(programs, program);
}

bool ModuleNote::offers(sv iface) const
{
    return contains(provides, iface);
}

std::string ModuleNote::sdk() const
{
    return std::to_string(abiMajor) + "." + std::to_string(abiMinor);
}

} // namespace kc::descriptor
