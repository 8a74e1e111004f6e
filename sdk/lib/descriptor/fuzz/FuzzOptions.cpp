// SPDX-License-Identifier: Apache-2.0
// Any row as an option table, at any stride, and any text as its value. Lines of the input: type,
// flags, stride, rows, min, max, name, default, unit, choices, target, needed_by, value; the rest
// is one more value. A secret's value must not come out anywhere.
#include <kc/descriptor/ConfigDump.h>
#include <kc/descriptor/Description.h>
#include <kc/descriptor/JsonText.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace
{

using namespace kc::descriptor;
using kc::sv;

class Lines
{
public:
    explicit Lines(sv text) : _text{text} {}

    std::string next()
    {
        const std::string line{_text.substr(0, _text.find('\n'))};
        _text.remove_prefix(std::min(line.size() + 1, _text.size()));
        return line.substr(0, line.find('\0'));
    }

    long long number() { return std::strtoll(next().c_str(), nullptr, 0); }

    std::string rest() const { return std::string{_text}; }

private:
    sv _text;
};

struct Row
{
    explicit Row(Lines& lines)
        : type{static_cast<int>(lines.number())},
          flags{static_cast<std::uint32_t>(lines.number())},
          stride{static_cast<std::uint32_t>(lines.number())},
          count{static_cast<std::uint32_t>(lines.number())},
          min{lines.number()},
          max{lines.number()},
          name{lines.next()},
          def{lines.next()},
          unit{lines.next()},
          choices{lines.next()},
          target{lines.next()},
          neededBy{lines.next()}
    {
    }

    /// `count` rows that lie `stride` octets apart, each followed by rubbish.
    std::vector<std::uint64_t> table() const
    {
        kc_option row{};
        row.name = name.c_str();
        row.flags = flags;
        row.def = def.c_str();
        row.unit = unit.empty() ? nullptr : unit.c_str();
        row.min = min;
        row.max = max;
        row.choices = choices.c_str();
        row.target = target.c_str();
        row.needed_by = neededBy.c_str();
        std::memcpy(&row.type, &type, sizeof type);
        const std::size_t octets = std::size_t{count} * stride;
        std::vector<std::uint64_t> memory(octets / 8 + 1, 0xaaaaaaaaaaaaaaaa);
        for (std::uint32_t i = 0; i < count; ++i)
            std::memcpy(reinterpret_cast<char*>(memory.data()) + std::size_t{i} * stride, &row,
                        std::min<std::size_t>(stride, sizeof row));
        return memory;
    }

    int type;
    std::uint32_t flags, stride, count;
    std::int64_t min, max;
    std::string name, def, unit, choices, target, neededBy;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Lines lines{{reinterpret_cast<const char*>(data), size}};
    const Row row{lines};
    // More rows than there are is the author's crime; more than a table may have, ours to notice.
    if (row.count > 8 && row.count <= OptionSchema::kRowLimit)
        return 0;
    const bool isTooLarge = row.count > 8 || row.stride > OptionSchema::kStrideLimit;
    const auto memory = isTooLarge ? std::vector<std::uint64_t>(1) : row.table();
    const OptionSchema schema{reinterpret_cast<const kc_option*>(memory.data()), row.count,
                              row.stride};
    if (!schema.fault().empty())
        return 0;
    const std::string first = lines.next();
    Problems problems;
    const auto values =
        Snapshot::make(schema,
                       {{row.name, first, {"f.cfg", 1}},
                        {row.name, lines.rest(), {"f.cfg", 2}},
                        {"0x1", first, {"m.cfg", 1}, Origin::File, Assignment::Kind::MapEntry}},
                       problems);
    (void)Snapshot::make(schema, {{row.name, first, {"f.cfg", 1}}}, problems, values.get());
    JsonObject object;
    dumpJson(*values, DumpScope::InForce, object);
    std::string said = dumpText(*values, DumpScope::All) + object.line();
    for (const auto* const list : {&problems.errors(), &problems.warnings()})
        for (const std::string& each : *list)
            said += each;
    // A capital Q is in no message of ours.
    const bool isSecret = (row.flags & KC_OPT_SECRET) != 0 && row.type < KC_OPT_PROPMAP;
    const std::string own = row.name + row.choices + row.target + row.neededBy + row.unit;
    if (isSecret && own.find('Q') == std::string::npos && said.find('Q') != std::string::npos)
        std::abort();
    (void)describeJson({}, schema, first);
    (void)describeText({}, schema, first);
    return 0;
}
