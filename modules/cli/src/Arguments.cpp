// SPDX-License-Identifier: Apache-2.0
#include "Arguments.h"

#include "Failure.h"
#include <kc/descriptor/NearestName.h>

#include <algorithm>
#include <charconv>

namespace kc::cli
{

namespace
{

constexpr std::int64_t kMaxAdminLevel = 2;
constexpr std::int64_t kMaxNumber = 1'000'000'000; // MB or days

bool isYes(const std::string& value)
{
    return value == "yes" || value == "true";
}

void checkValue(const OptionRow& row, const std::string& value)
{
    const std::string option = "--" + std::string{row.name} + " option";
    if (row.takes == Takes::YesNo && !isYes(value) && value != "no" && value != "false")
        throw UsageError{option + " requires 'yes' or 'no'"};
    if (row.takes != Takes::Number)
        return;
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc{} || end != value.data() + value.size() || number < 0 ||
        number > kMaxNumber)
        throw UsageError{option + " requires a number"};
    if (sv{row.name} == "admin-level" && number > kMaxAdminLevel)
        throw UsageError{option + " requires 0, 1 or 2"};
}

Legal objectBit(const OptionRow& row)
{
    const sv name = row.name;
    return name == "user"      ? kUser
           : name == "group"   ? kGroup
           : name == "company" ? kCompany
                               : kStore;
}

std::string objectNames(unsigned legal)
{
    std::string names;
    for (const OptionRow& row : optionTable())
        if (row.part == Part::Object && (legal & objectBit(row)) != 0)
            names.append(names.empty() ? "--" : " or --").append(row.name);
    return names;
}

[[noreturn]] void cannotCombine(const OptionRow& a, const OptionRow& b)
{
    throw Failure{"cannot combine options: --" + std::string{a.name} + ", --" + b.name};
}

[[noreturn]] void refuseUnknown(const std::string& option)
{
    const std::size_t dashes = std::min(option.find_first_not_of('-'), option.size());
    const std::string nearest = descriptor::nearestName(sv{option}.substr(dashes), optionNames());
    throw UsageError{"no such option: " + option +
                     (nearest.empty() ? "" : " (did you mean --" + nearest + "?)")};
}

} // namespace

Arguments::Arguments(const std::vector<std::string>& words)
{
    for (std::size_t place = 0; place < words.size(); ++place)
        take(words, place);
    if (has("help") || has("version"))
        return;
    placePositionals();
    check();
}

void Arguments::take(const std::vector<std::string>& words, std::size_t& place)
{
    const std::string& word = words[place];
    if (word.size() < 2 || word.front() != '-')
        _positionals.push_back(word);
    else if (word == "--")
    {
        _positionals.insert(_positionals.end(),
                            words.begin() + static_cast<std::ptrdiff_t>(place) + 1, words.end());
        place = words.size();
    }
    else if (word[1] == '-')
    {
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const OptionRow* const row = findOption(sv{name});
        if (row == nullptr)
            refuseUnknown(word.substr(0, equals));
        if (name == "quota-warb")
            _notes.emplace_back("note: --quota-warb is taken as --quota-warn");
        add(row,
            equals == std::string::npos ? std::nullopt : std::optional{word.substr(equals + 1)},
            words, place);
    }
    else
    {
        const OptionRow* const row = findOption(word[1]);
        if (row == nullptr || (word.size() > 2 && row->takes == Takes::Nothing))
            refuseUnknown(word);
        add(row, word.size() == 2 ? std::nullopt : std::optional{word.substr(2)}, words, place);
    }
}

void Arguments::add(const OptionRow* row, std::optional<std::string> value,
                    const std::vector<std::string>& words, std::size_t& place)
{
    const std::string option = "--" + std::string{row->name} + " option";
    if (row->takes == Takes::Nothing && value)
        throw UsageError{option + " does not take a value"};
    if (row->takes != Takes::Nothing && !value)
    {
        if (place + 1 == words.size())
            throw UsageError{option + " requires an argument"};
        value = words[++place];
    }
    if (row->takes != Takes::Nothing)
        checkValue(*row, *value);
    _given.push_back({row, value.value_or("")});
}

/// The manual writes `--create NAME`; the original's form is `--create --user NAME`.
void Arguments::placePositionals()
{
    const bool isObjectAction = has("create") || has("delete");
    if (_positionals.size() == 1 && isObjectAction && rowsOf(Part::Object).empty())
    {
        _given.push_back({findOption("user"), _positionals.front()});
        _positionals.clear();
    }
    if (!_positionals.empty())
        throw Failure{"extra argument '" + _positionals.front() + "' specified"};
}

std::vector<const OptionRow*> Arguments::rowsOf(Part part) const
{
    std::vector<const OptionRow*> rows;
    for (const Given& given : _given)
        if (given.row->part == part && std::find(rows.begin(), rows.end(), given.row) == rows.end())
            rows.push_back(given.row);
    return rows;
}

void Arguments::checkObjects() const
{
    for (const Part part : {Part::Object, Part::Action})
    {
        const auto rows = rowsOf(part);
        if (rows.size() > 1)
            cannotCombine(*rows[0], *rows[1]);
    }
    if (has("password") && has("password-prompt"))
        cannotCombine(*findOption("password"), *findOption("password-prompt"));
    const std::string act = action();
    const auto updates = rowsOf(Part::Update);
    if (!act.empty() && act != "create" && !updates.empty())
        cannotCombine(*findOption(act), *updates.front());
}

void Arguments::checkLegal(const Given& given, unsigned object) const
{
    const bool isFromFile = sv{given.row->name} == "create" && has("from");
    if ((given.row->legal & object) != 0 || isFromFile)
        return;
    const auto objects = rowsOf(Part::Object);
    if (!objects.empty())
        cannotCombine(*objects.front(), *given.row);
    throw Failure{"--" + std::string{given.row->name} + " option requires " +
                  objectNames(given.row->legal)};
}

/// Options that say something about another one.
void Arguments::checkCompanions() const
{
    struct Companion
    {
        const char* option;
        std::initializer_list<const char*> of;
        const char* names;
    };

    const Companion companions[]{
        {"from", {"create"}, "--create"},
        {"folder", {"add-permission", "remove-permission"}, "--add-permission"},
        {"old-password", {"password", "password-prompt"}, "--password"}};
    for (const Companion& each : companions)
        if (has(each.option) &&
            std::none_of(each.of.begin(), each.of.end(), [&](sv other) { return has(other); }))
            throw Failure{"--" + std::string{each.option} + " option requires " + each.names};
    if (!has("from"))
        return;
    for (const Part part : {Part::Object, Part::Update})
        if (const auto rows = rowsOf(part); !rows.empty())
            cannotCombine(*findOption(sv{"from"}), *rows.front());
}

void Arguments::check() const
{
    checkObjects();
    const unsigned object = kind();
    for (const Given& given : _given)
        if (given.row->part == Part::Action || given.row->part == Part::Update)
            checkLegal(given, object);
    checkCompanions();
    for (const Given& given : _given)
        if (given.row->state == State::NotYet)
            throw Failure{"not supported yet: --" + std::string{given.row->name}};
    if (object == kGlobal && action().empty() && !hasUpdates())
        throw Failure{"no object or action specified"};
}

bool Arguments::has(sv name) const
{
    return std::any_of(_given.begin(), _given.end(),
                       [&](const Given& given) { return name == given.row->name; });
}

std::vector<std::string> Arguments::values(sv name) const
{
    std::vector<std::string> all;
    for (const Given& given : _given)
        if (name == given.row->name)
            all.push_back(given.value);
    return all;
}

std::optional<std::string> Arguments::value(sv name) const
{
    const auto all = values(name);
    return all.empty() ? std::nullopt : std::optional{all.back()};
}

std::optional<std::uint64_t> Arguments::number(sv name) const
{
    const auto text = value(name);
    if (!text)
        return std::nullopt;
    std::uint64_t number = 0;
    std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

bool Arguments::yes(sv name) const
{
    return isYes(value(name).value_or("no"));
}

std::string Arguments::action() const
{
    const auto rows = rowsOf(Part::Action);
    return rows.empty() ? std::string{} : std::string{rows.front()->name};
}

Legal Arguments::kind() const
{
    const auto rows = rowsOf(Part::Object);
    return rows.empty() ? kGlobal : objectBit(*rows.front());
}

std::vector<std::string> Arguments::names() const
{
    const auto rows = rowsOf(Part::Object);
    return rows.empty() ? std::vector<std::string>{} : values(rows.front()->name);
}

bool Arguments::hasUpdates() const
{
    return !rowsOf(Part::Update).empty();
}

} // namespace kc::cli
