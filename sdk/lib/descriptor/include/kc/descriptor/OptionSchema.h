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
    OptionSchema() = default;
    OptionSchema(const kc_option* options, std::uint32_t count, std::uint32_t stride);

    const std::vector<kc_option>& rows() const
    {
        return _rows;
    }

    /// Place in the table; nothing if there is none of that name.
    std::optional<std::size_t> find(sv name) const;
    /// The same, an alias followed to what it names.
    std::optional<std::size_t> resolve(sv name) const;
    /// What the table itself does wrong (a bug of the module's author); empty when nothing.
    std::string fault() const;

private:
    std::vector<kc_option> _rows;
};

/// A typed value, or why the text is none.
struct ParsedValue
{
    std::int64_t number = 0; // as kc_config.num() gives it
    std::string wrong;       // empty: fine
};

/// `text` is trimmed and its $ENV is expanded.
ParsedValue parseValue(const kc_option& option, sv text);

/// A text from C that may be null.
inline sv text(const char* s)
{
    return s == nullptr ? sv{} : sv{s};
}

} // namespace kc::descriptor
