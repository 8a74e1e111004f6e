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
    wrong = note.fault();
    return wrong.empty() ? std::optional{std::move(note)} : std::nullopt;
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
    else if (key == "programs")
        programs = words(value);
    else if (key == "answers")
        answers = words(value);
    else if (key == "provides")
        provides = words(value);
    else if (key == "requires")
        needs = words(value);
    else if (key == "slots")
        slots = pairsOf(value);
    // Other keys are a newer SDK's; what must be understood raises the minimum.
    return wrong.empty();
}

bool ModuleNote::setAbi(sv value)
{
    const std::size_t dot = value.find('.');
    return dot != sv::npos && parseNumber(value.substr(0, dot), abiMajor) &&
           parseNumber(value.substr(dot + 1), abiMinor);
}

std::string ModuleNote::fault() const
{
    if (!isName(id))
        return "the note's id is no name";
    if (abiMajor != KC_ABI_MAJOR)
        return "built for SDK " + std::to_string(abiMajor) + ", this kernel offers " +
               std::to_string(KC_ABI_MAJOR) + "." + std::to_string(KC_ABI_MINOR);
    if (abiMinimum > KC_ABI_MINOR)
        return "needs SDK " + std::to_string(abiMajor) + "." + std::to_string(abiMinimum) +
               ", this kernel offers " + std::to_string(KC_ABI_MAJOR) + "." +
               std::to_string(KC_ABI_MINOR);
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

bool ModuleNote::offers(sv iface) const
{
    return contains(provides, iface);
}

std::string ModuleNote::sdk() const
{
    return std::to_string(abiMajor) + "." + std::to_string(abiMinor);
}

} // namespace kc::descriptor
