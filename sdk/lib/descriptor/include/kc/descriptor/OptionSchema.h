// SPDX-License-Identifier: Apache-2.0
// A module's option table, copied with its stride into rows of the kernel's own size, and what a
// text means as a value of one row.
#pragma once

#include <kc/abi/config.h>
#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::descriptor
{

class OptionSchema
{
public:
    static constexpr std::uint32_t kRowLimit = 4096;
    static constexpr std::uint32_t kStrideLimit = 4096;

    OptionSchema() = default;
    /// An array of `count` rows that lie `stride` octets apart. One that cannot be read has no rows
    /// and a fault.
    OptionSchema(const kc_option* options, std::uint32_t count, std::uint32_t stride);

    const std::vector<kc_option>& rows() const { return _rows; }

    std::vector<std::string> names() const;
    /// Place in the table; nothing if there is none of that name.
    std::optional<std::size_t> find(sv name) const;
    /// The same, an alias followed to what it names.
    std::optional<std::size_t> resolve(sv name) const;
    /// What the table itself does wrong (a bug of the module's author); empty when nothing. A table
    /// with a fault is good for nothing else.
    std::string fault() const;

private:
    std::string faultOf(std::size_t place) const;
    std::string linkFault(const kc_option& row) const;

    std::vector<kc_option> _rows;
    std::string _unreadable; // why there are no rows
};

/// A typed value, or why the text is none.
struct ParsedValue
{
    std::int64_t number = 0; // as kc_config.num() gives it
    std::string wrong;       // empty: fine
    std::string odd{};       // fine, but hardly what somebody meant; empty: nothing to say
};

/// `text` is trimmed and its $ENV is expanded. What it says about the text never repeats a part of
/// it: the option may be a secret.
ParsedValue parseValue(const kc_option& option, sv text);

/// Why no option can have this value, of whatever type it is; empty when one can.
std::string textFault(sv value);

/// What somebody may have meant who wrote this: an advice that begins with a semicolon, or nothing.
std::string writingAdvice(sv value);

/// A text from C that may be null.
inline sv text(const char* s)
{
    return s == nullptr ? sv{} : sv{s};
}

} // namespace kc::descriptor
