// SPDX-License-Identifier: Apache-2.0
// What a LIST asks for (RFC 3501 §6.3.8; RFC 5258 §3 with the options of RFC 6154 and RFC 5819),
// parsed.
#pragma once

#include "StatusItems.h"

#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

struct ListRequest
{
    std::vector<std::string> patterns; ///< each behind the reference
    std::optional<StatusItems> status; ///< return option
    bool isExtended = false;           ///< has options, or patterns in parentheses
    bool subscribedOnly = false;       ///< selection options
    bool specialUseOnly = false;
    bool recursive = false;      ///< RECURSIVEMATCH
    bool tellSubscribed = false; ///< return option, or implied

    /// From the selection options to the end. Nothing if it does not follow the grammar.
    static std::optional<ListRequest> parse(ArgReader& args);

    /// LSUB's arguments: a reference and a pattern.
    static std::optional<ListRequest> parsePlain(ArgReader& args);

    /// RFC 3501 §6.3.8: an empty pattern asks for the delimiter; RFC 5258 §3: not in LIST with
    /// options.
    bool isDelimiterQuery() const { return !isExtended && _patternIsEmpty; }

    /// Octets of all patterns.
    std::size_t patternBytes() const;

private:
    bool readSelection(ArgReader& args);
    bool select(sv option);
    bool readPatterns(ArgReader& args);
    bool addPattern(ArgReader& args, const std::string& reference);
    bool readReturn(ArgReader& args);
    bool tell(ArgReader& args, sv option);

    bool _patternIsEmpty = false;
};

} // namespace kc::imap
