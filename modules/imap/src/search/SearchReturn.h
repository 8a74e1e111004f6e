// SPDX-License-Identifier: Apache-2.0
// What a SEARCH is to return: RETURN (MIN MAX ALL COUNT SAVE), RFC 4731 §3.1, RFC 5182.
#pragma once

#include "wire/ArgReader.h"

#include <optional>

namespace kc::imap
{

struct SearchReturn
{
    bool extended = false; ///< ESEARCH instead of SEARCH
    bool min = false, max = false, all = false, count = false;
    bool save = false;

    /// Only the ends of what was found are wanted (RFC 4731 §3.2, RFC 5182 §2.4).
    bool onlyEnds() const { return (min || max) && !all && !count; }

    /// Nothing but SAVE: no response at all (RFC 5182 §1).
    bool isSilent() const { return save && !min && !max && !all && !count; }

    /// [SP "RETURN" SP "(" [option *(SP option)] ")"], RFC 4466 §2.6.1. Nothing if it is there, but
    /// wrong.
    static std::optional<SearchReturn> parse(ArgReader& args);
};

} // namespace kc::imap
