// SPDX-License-Identifier: Apache-2.0
// Typed, checked, immutable values of one option table: what stands behind kc_config.
#pragma once

#include <kc/descriptor/Assignment.h>
#include <kc/descriptor/OptionSchema.h>
#include <kc/descriptor/Problems.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kc::descriptor
{

class Snapshot final : public kc_config
{
public:
    struct Value
    {
        std::string text;
        std::int64_t number = 0;
        Place place;
    };

    /// A line of a property map.
    using Entry = std::pair<std::string, std::string>;

    /// The values that `assignments` (later ones win; names of others are skipped) and the defaults
    /// give. What is wrong goes to the problems; the default then stands in. With `old` (a reload),
    /// options that are not reloadable keep their old value, with a warning when the file says
    /// something else.
    static std::unique_ptr<Snapshot> make(const OptionSchema& schema,
                                          const std::vector<Assignment>& assignments,
                                          Problems& problems, const Snapshot* old = nullptr);

    const Value& at(std::size_t place) const { return _values[place]; }

    /// The value of an option that is known to be in the table.
    const Value& operator[](sv name) const;

    const OptionSchema& schema() const { return _schema; }

    /// The files of all `!propmap` lines, and their lines in reading order.
    const std::vector<std::string>& maps() const { return _maps; }

    const std::vector<Entry>& mapEntries() const { return _entries; }

    /// Equal values from equal places?
    bool saysTheSameAs(const Snapshot& other) const;

    /// Does the option say what its default does not, in whatever words?
    bool isChanged(std::size_t place) const;

private:
    explicit Snapshot(const OptionSchema& schema);

    void installFunctions();
    kc_status pushEntries(std::int32_t place, kc_sink sink) const;
    void assign(const Assignment& assignment, Problems& problems);
    void setValue(std::size_t place, const Assignment& assignment, Problems& problems);
    void warnOfSpelling(std::size_t written, const Assignment& assignment,
                        Problems& problems) const;
    void warnOfTwice(std::size_t place, const Assignment& assignment, Problems& problems) const;
    void checkNeeds(Problems& problems) const;
    void keepFixed(const Snapshot& old, Problems& problems);
    void copyToAliases();
    const Value& valueOrNone(std::int32_t i) const;

    const OptionSchema& _schema; // of the module, which is never unloaded
    std::vector<Value> _values;
    std::vector<std::string> _maps;
    std::vector<Entry> _entries;
};

/// The value with a leading $NAME replaced from the environment; nothing if that is not set.
std::optional<std::string> expanded(const std::string& value, std::uint32_t flags);

} // namespace kc::descriptor
