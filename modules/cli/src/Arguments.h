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
    /// The users it is about.
    std::vector<std::string> users() const;
    bool hasUpdates() const;

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
    std::vector<const OptionRow*> rowsOf(Part part) const;

    std::vector<Given> _given;
    std::vector<std::string> _positionals;
};

} // namespace kc::cli
