// SPDX-License-Identifier: Apache-2.0
// Every option of kopano-cli: one row, from which come parsing, usage and the test that the man
// page is complete.
#pragma once

#include <kc/status.hpp>

#include <span>
#include <string>
#include <vector>

namespace kc::cli
{

enum class Takes
{
    Nothing,
    Value,
    YesNo,
    Number
};

enum class Part
{
    Common,
    Object, // names what is acted on
    Action,
    Update
};

enum class State : bool
{
    NotYet, // known, and answered so
    Works
};

/// Bits: what an action or update may be used with.
enum Legal : unsigned
{
    kGlobal = 1,
    kUser = 2,
    kGroup = 4,
    kCompany = 8,
    kStore = 16
};

struct OptionRow
{
    const char* name; // without the dashes
    char letter;      // 0: none
    Takes takes;
    Part part;
    State state;
    unsigned legal; // bits of Legal; for actions and updates
    const char* value;
    const char* help;
};

std::span<const OptionRow> optionTable();
/// Null if there is none. Also the spellings that the manual uses for the same option.
const OptionRow* findOption(sv name);
const OptionRow* findOption(char letter);
std::vector<std::string> optionNames();

/// The name of the table that a spelling of the manual's or of the original's man page stands for.
sv meantBy(sv name);

std::string helpText();

} // namespace kc::cli
