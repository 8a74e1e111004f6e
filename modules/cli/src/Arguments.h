// SPDX-License-Identifier: Apache-2.0
// The command line of kopano-cli, read and checked as a sentence before anything is done.
#pragma once

#include "OptionTable.h"

#include <optional>

namespace kc::cli
{

class Arguments
{
public:
    /// Without the program's name. Throws UsageError or Failure with the text of the manual's tool.
    explicit Arguments(const std::vector<std::string>& words);

    /// The option stands there.
    bool has(sv name) const;
    /// Its last value.
    std::optional<std::string> value(sv name) const;
    std::vector<std::string> values(sv name) const;
    bool yes(sv name) const;

    /// The one action; empty if there is none.
    std::string action() const;
    /// What kind of object it is about; kGlobal if none is named.
    Legal kind() const;
    /// Their names.
    std::vector<std::string> names() const;
    bool hasUpdates() const;
    /// A number that has been checked.
    std::optional<std::uint64_t> number(sv name) const;
    /// What to tell whoever wrote a misprint of the manual's.
    const std::vector<std::string>& notes() const { return _notes; }

private:
    struct Given
    {
        const OptionRow* row;
        std::string value;
    };

    void take(const std::vector<std::string>& words, std::size_t& place);
    void add(const OptionRow* row, std::optional<std::string> value,
             const std::vector<std::string>& words, std::size_t& place);
    void placePositionals();
    void check() const;
    void checkObjects() const;
    void checkLegal(const Given& given, unsigned object) const;
    void checkCompanions() const;
    std::vector<const OptionRow*> rowsOf(Part part) const;

    std::vector<Given> _given;
    std::vector<std::string> _positionals, _notes;
};

} // namespace kc::cli
