// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/Snapshot.h>

#include <kc/descriptor/Words.h>

#include <algorithm>
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

bool isSecret(const kc_option& option)
{
    return (option.flags & KC_OPT_SECRET) != 0;
}

/// "name = value"; a secret's value never.
std::string shown(const kc_option& option, sv value)
{
    return std::string{option.name} + " = " + (isSecret(option) ? "****" : std::string{value});
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
    installFunctions();
    for (std::size_t i = 0; i < _values.size(); ++i)
    {
        const kc_option& row = schema.rows()[i];
        _values[i].text = text(row.def);
        _values[i].number = parseValue(row, text(row.def)).number;
    }
}

void Snapshot::installFunctions()
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
    kc_config::entries = [](const kc_config* c, std::int32_t i, kc_sink sink)
    { return of(c).pushEntries(i, sink); };
}

kc_status Snapshot::pushEntries(std::int32_t place, kc_sink sink) const
{
    if (static_cast<std::size_t>(place) >= _values.size()) // a negative one is beyond any table
        return KC_ENOTFOUND;
    if (_schema.rows()[static_cast<std::size_t>(place)].type != KC_OPT_PROPMAP)
        return KC_OK;
    for (const auto& [key, value] : _entries)
    {
        const kc_config_entry row{sizeof row, kc::str(key), kc::str(value)};
        if (const kc_status status = sink.push(sink.arg, &row); status != KC_OK)
            return status == KC_STOP ? kc_status{KC_OK} : status;
    }
    return KC_OK;
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
    made->checkNeeds(problems);
    made->copyToAliases();
    return made;
}

void Snapshot::assign(const Assignment& assignment, Problems& problems)
{
    if (assignment.kind == Assignment::Kind::Map)
        return _maps.push_back(assignment.value);
    if (assignment.kind == Assignment::Kind::MapEntry)
        return void(_entries.emplace_back(assignment.name, assignment.value));
    const auto written = _schema.find(assignment.name);
    if (!written)
        return;
    warnOfSpelling(*written, assignment, problems);
    const std::size_t place = _schema.resolve(assignment.name).value_or(*written);
    if (holdsValue(_schema.rows()[place]))
        setValue(place, assignment, problems);
}

void Snapshot::warnOfSpelling(std::size_t written, const Assignment& assignment,
                              Problems& problems) const
{
    const kc_option& spelled = _schema.rows()[written];
    const std::string begin = assignment.place.text() + ": " + assignment.name;
    if (spelled.type == KC_OPT_OBSOLETE)
        problems.warning(begin + " is obsolete and has no effect: " +
                         std::string{text(spelled.target)} + "; remove it");
    if (spelled.type == KC_OPT_ALIAS)
        problems.warning(begin + " is now called " + std::string{text(spelled.target)} +
                         "; the old name still works");
}

void Snapshot::warnOfTwice(std::size_t place, const Assignment& assignment,
                           Problems& problems) const
{
    // An included file and the command line are there to override.
    const Place& before = _values[place].place;
    if (before.line != 0 && before.file == assignment.place.file)
        problems.warning(assignment.place.text() + ": " + _schema.rows()[place].name +
                         " is set a second time and counts, " + before.text() +
                         " does not; remove one of them");
}

void Snapshot::setValue(std::size_t place, const Assignment& assignment, Problems& problems)
{
    const kc_option& option = _schema.rows()[place];
    const std::string where = assignment.place.text() + ": ";
    const auto value = expanded(assignment.value, option.flags);
    if (!value) // a secret that begins with $ shows as little as any other
        return problems.error(where + shown(option, assignment.value) +
                              ": no environment variable of this name is set; set it for the "
                              "service, or write the value itself");
    if (const std::string fault = textFault(*value); !fault.empty())
        return problems.error(where + option.name + ": the value is " + fault);
    warnOfTwice(place, assignment, problems);
    const std::string advice = isSecret(option) ? std::string{} : writingAdvice(*value);
    ParsedValue parsed = parseValue(option, *value);
    if (!parsed.wrong.empty())
        return problems.error(where + shown(option, *value) + ": " + parsed.wrong + advice);
    if (!parsed.odd.empty() || !advice.empty())
        problems.warning(where + shown(option, *value) + ": " +
                         (parsed.odd.empty() ? advice.substr(2) : parsed.odd + advice));
    _values[place] = {*value, parsed.number, assignment.place};
}

void Snapshot::checkNeeds(Problems& problems) const
{
    for (std::size_t i = 0; i < _values.size(); ++i)
    {
        const kc_option& option = _schema.rows()[i];
        const auto flag = holdsValue(option) ? _schema.find(text(option.needed_by)) : std::nullopt;
        const bool isEmpty =
            option.type == KC_OPT_PROPMAP ? _maps.empty() : _values[i].text.empty();
        if (!flag || _values[*flag].number == 0 || !isEmpty)
            continue;
        const kc_option& asking = _schema.rows()[*flag];
        const std::string remedy =
            option.type == KC_OPT_PROPMAP ? "!propmap FILE" : std::string{option.name};
        problems.error(_values[*flag].place.text() + ": " + shown(asking, _values[*flag].text) +
                       " needs " + option.name + ", which is empty; add " + remedy + ", or set " +
                       asking.name + " = no");
    }
}

bool Snapshot::saysTheSameAs(const Snapshot& other) const
{
    const auto equal = [](const Value& a, const Value& b)
    { return a.text == b.text && a.place.file == b.place.file && a.place.line == b.place.line; };
    return _maps == other._maps && _entries == other._entries &&
           std::equal(_values.begin(), _values.end(), other._values.begin(), other._values.end(),
                      equal);
}

bool Snapshot::isChanged(std::size_t place) const
{
    const kc_option& option = _schema.rows()[place];
    if (!holdsValue(option))
        return false;
    if (option.type == KC_OPT_PROPMAP)
        return !_maps.empty();
    const sv def = text(option.def);
    return option.type == KC_OPT_STR ? _values[place].text != def
                                     : _values[place].number != parseValue(option, def).number;
}

void Snapshot::keepFixed(const Snapshot& old, Problems& problems)
{
    for (std::size_t i = 0; i < _values.size(); ++i)
    {
        const kc_option& option = _schema.rows()[i];
        if ((option.flags & KC_OPT_RELOADABLE) != 0 || !holdsValue(option))
            continue;
        const bool isMap = option.type == KC_OPT_PROPMAP;
        if (_values[i].text != old._values[i].text || (isMap && _entries != old._entries))
            problems.warning(_values[i].place.text() + ": " + option.name +
                             " takes effect after a restart only");
        _values[i] = old._values[i];
        if (isMap)
        {
            _maps = old._maps;
            _entries = old._entries;
        }
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
