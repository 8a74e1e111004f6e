// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/Snapshot.h>

#include <kc/descriptor/Words.h>

#include <cstdlib>
#include <cstring>

namespace kc::descriptor
{
namespace
{

const Snapshot& of(const kc_config* config)
{
    return *static_cast<const Snapshot*>(config);
}

std::string shown(const kc_option& option, const std::string& value)
{
    return (option.flags & KC_OPT_SECRET) != 0 ? std::string{option.name}
                                               : std::string{option.name} + " = " + value;
}

bool holdsValue(const kc_option& option)
{
    return option.type < KC_OPT_ALIAS;
}

} // namespace

std::optional<std::string> expanded(const std::string& value, std::uint32_t flags)
{
    if (!value.starts_with('$') || (flags & KC_OPT_EXACT) != 0)
        return value;
    const char* const found = std::getenv(value.c_str() + 1);
    if (found == nullptr)
        return std::nullopt;
    return std::string{trim(found)};
}

Snapshot::Snapshot(const OptionSchema& schema)
    : kc_config{}, _schema{schema}, _values(schema.rows().size())
{
    kc_config::size = sizeof(kc_config);
    kc_config::index = [](const kc_config* c, const char* name)
    {
        const auto found = of(c)._schema.find(name);
        return found ? static_cast<std::int32_t>(*found) : -1;
    };
    kc_config::str = [](const kc_config* c, std::int32_t i)
    { return kc::str(of(c).valueOrNone(i).text); };
    kc_config::num = [](const kc_config* c, std::int32_t i) { return of(c).valueOrNone(i).number; };
    kc_config::source = [](const kc_config* c, std::int32_t i, kc_config_source* out)
    {
        const Place& place = of(c).valueOrNone(i).place;
        const kc_config_source full{out->size, place.line, place.file.c_str()};
        std::memcpy(out, &full, std::min<std::size_t>(out->size, sizeof full));
    };
    for (std::size_t i = 0; i < _values.size(); ++i)
    {
        const kc_option& row = schema.rows()[i];
        _values[i].text = text(row.def);
        _values[i].number = parseValue(row, text(row.def)).number;
    }
}

const Snapshot::Value& Snapshot::valueOrNone(std::int32_t i) const
{
    static const Value kNone;
    const auto place = static_cast<std::size_t>(i); // a negative one is beyond any table
    return place < _values.size() ? _values[place] : kNone;
}

std::unique_ptr<Snapshot> Snapshot::make(const OptionSchema& schema,
                                         const std::vector<Assignment>& assignments,
                                         Problems& problems, const Snapshot* old)
{
    std::unique_ptr<Snapshot> made{new Snapshot{schema}};
    for (const Assignment& assignment : assignments)
        made->assign(assignment, problems);
    if (old != nullptr)
        made->keepFixed(*old, problems);
    made->copyToAliases();
    return made;
}

void Snapshot::assign(const Assignment& assignment, Problems& problems)
{
    const auto written = _schema.find(assignment.name);
    if (!written)
        return;
    const std::string where = assignment.place.text() + ": ";
    const kc_option& spelled = _schema.rows()[*written];
    if (spelled.type == KC_OPT_OBSOLETE)
        problems.warning(where + assignment.name +
                         " is obsolete and has no effect: " + std::string{text(spelled.target)});
    if (spelled.type == KC_OPT_ALIAS)
        problems.warning(where + assignment.name + " is now called " +
                         std::string{text(spelled.target)});
    const std::size_t place = _schema.resolve(assignment.name).value_or(*written);
    const kc_option& option = _schema.rows()[place];
    if (!holdsValue(option))
        return;
    const auto value = expanded(assignment.value, option.flags);
    if (!value)
        return problems.error(where + shown(option, assignment.value) +
                              ": this environment variable is not set");
    ParsedValue parsed = parseValue(option, *value);
    if (!parsed.wrong.empty())
        return problems.error(where + shown(option, *value) + ": " + parsed.wrong);
    _values[place] = {*value, parsed.number, assignment.place};
}

void Snapshot::keepFixed(const Snapshot& old, Problems& problems)
{
    for (std::size_t i = 0; i < _values.size(); ++i)
    {
        const kc_option& option = _schema.rows()[i];
        if ((option.flags & KC_OPT_RELOADABLE) != 0 || !holdsValue(option))
            continue;
        if (_values[i].text != old._values[i].text)
            problems.warning(_values[i].place.text() + ": " + option.name +
                             " takes effect after a restart only");
        _values[i] = old._values[i];
    }
}

void Snapshot::copyToAliases()
{
    for (std::size_t i = 0; i < _values.size(); ++i)
        if (_schema.rows()[i].type == KC_OPT_ALIAS)
            if (const auto target = _schema.resolve(_schema.rows()[i].name))
                _values[i] = _values[*target];
}

const Snapshot::Value& Snapshot::operator[](sv name) const
{
    const auto found = _schema.find(name);
    KC_ASSERT(found.has_value());
    return _values[*found];
}

} // namespace kc::descriptor
