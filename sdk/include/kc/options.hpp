// SPDX-License-Identifier: Apache-2.0
// Option tables: `table(str("x").def("y").help("…"), …)`. One row is everything there is to know
// about an option; parsing, checks, dumps, man pages and example files come from it.
#pragma once

#include <kc/abi/config.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace kc::inline sdk1::opt
{

/// One row. Each function returns a changed copy.
struct Option
{
    kc_option row{};

    template <class Value>
    constexpr Option with(Value kc_option::*member, Value value) const
    {
        Option copy = *this;
        copy.row.*member = value;
        return copy;
    }

    constexpr Option with(kc_option_flag flag) const
    {
        return with(&kc_option::flags, row.flags | static_cast<std::uint32_t>(flag));
    }

    /// The default, spelled as in a file.
    constexpr Option def(const char* value) const { return with(&kc_option::def, value); }

    constexpr Option help(const char* text) const { return with(&kc_option::help, text); }

    constexpr Option since(const char* version) const { return with(&kc_option::since, version); }

    /// The unit of a bare number of a duration(): "ms", "s", "m", "h" or "d".
    constexpr Option unit(const char* unit) const { return with(&kc_option::unit, unit); }

    constexpr Option range(std::int64_t min, std::int64_t max) const
    {
        return with(&kc_option::min, min).with(&kc_option::max, max);
    }

    constexpr Option reloadable() const { return with(KC_OPT_RELOADABLE); }

    constexpr Option secret() const { return with(KC_OPT_SECRET); }

    /// A leading $ is not an environment variable.
    constexpr Option exact() const { return with(KC_OPT_EXACT); }

    /// Words separated by blanks.
    constexpr Option list() const { return with(KC_OPT_LIST); }

    constexpr Option nonempty() const { return with(KC_OPT_NONEMPTY); }

    /// Left out of man pages and example files.
    constexpr Option hidden() const { return with(KC_OPT_HIDDEN); }

    /// Begins a group of options: its heading in man pages and example files.
    constexpr Option group(const char* heading) const { return with(&kc_option::group, heading); }

    /// A value to show where the default says little.
    constexpr Option example(const char* value) const { return with(&kc_option::example, value); }

    /// Must not be empty when that flag of the same table is true.
    constexpr Option neededBy(const char* flag) const { return with(&kc_option::needed_by, flag); }
};

constexpr Option option(kc_option_type type, const char* name, const char* def = "")
{
    Option made;
    made.row.name = name;
    made.row.type = type;
    made.row.def = def;
    made.row.help = "";
    return made;
}

constexpr Option str(const char* name)
{
    return option(KC_OPT_STR, name);
}

constexpr Option number(const char* name)
{
    return option(KC_OPT_UINT, name, "0");
}

/// Octets; k, M, G suffixes.
constexpr Option size(const char* name)
{
    return option(KC_OPT_SIZE, name, "0");
}

/// Nanoseconds in the snapshot; ms, s, m, h, d suffixes.
constexpr Option duration(const char* name)
{
    return option(KC_OPT_TIME, name, "0");
}

constexpr Option flag(const char* name)
{
    return option(KC_OPT_FLAG, name, "no");
}

/// One of `choices`, separated by blanks.
constexpr Option pick(const char* name, const char* choices)
{
    Option made = option(KC_OPT_PICK, name);
    made.row.choices = choices;
    return made;
}

/// The entries of `!propmap FILE` lines.
constexpr Option propmap(const char* name)
{
    return option(KC_OPT_PROPMAP, name);
}

constexpr Option alias(const char* name, const char* target)
{
    Option made = option(KC_OPT_ALIAS, name);
    made.row.target = target;
    return made;
}

constexpr Option obsolete(const char* name, const char* reason)
{
    Option made = option(KC_OPT_OBSOLETE, name);
    made.row.target = reason;
    return made;
}

constexpr Option unused(const char* name)
{
    return option(KC_OPT_UNUSED, name);
}

template <class... Options>
constexpr std::array<kc_option, sizeof...(Options)> table(Options... options)
{
    return {options.row...};
}

/// A module without options.
inline constexpr std::array<kc_option, 0> none{};

} // namespace kc::inline sdk1::opt
