// SPDX-License-Identifier: Apache-2.0
// The option tables of kopano-cli's other names.
#pragma once

#include <kc/status.hpp>

#include <span>

namespace kc::cli
{

enum class Conversion
{
    AsIs,
    YesNo, // y, n, 0, 1
    NotYesNo,
    Level // y and n, too
};

struct OtherOption
{
    const char* name;  // without dashes; "" if it has a letter alone
    char letter;       // 0: none
    const char* value; // what it takes; "": nothing
    /// Words of kopano-cli, separated by blanks, % in place of the value. "": there is nothing like
    /// it, which is said; "-": it has no effect here, which is fine.
    const char* becomes;
    const char* help;
    Conversion conversion = Conversion::AsIs;
};

std::span<const OtherOption> adminOptions();
std::span<const OtherOption> storeadmOptions();
std::span<const OtherOption> passwdOptions();

} // namespace kc::cli
