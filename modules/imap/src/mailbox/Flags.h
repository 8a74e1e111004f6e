// SPDX-License-Identifier: Apache-2.0
// Flags and keywords between their names (RFC 3501 §2.3.2) and the store's bits.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

inline constexpr sv kSystemFlags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

struct FlagNames
{
    std::uint32_t flags = 0; ///< bits of kc_message_flag
    std::string keywords;    ///< separated by blanks, as the store takes them
};

/// Nothing if a name is a system flag that a client cannot set (\Recent) or that nobody knows.
std::optional<FlagNames> parseFlags(const std::vector<sv>& names);

/// The bit of a system flag; 0 if it is none.
std::uint32_t systemFlag(sv name);

/// "\Seen $Work"
std::string flagText(std::uint32_t flags, sv keywords);

bool hasKeyword(sv keywords, sv wanted);

inline constexpr std::size_t kMaxKeywords = 100;
inline constexpr std::size_t kMaxKeywordBytes = 100;

/// Are there more, or longer ones, than the limits allow?
bool tooManyKeywords(sv keywords);

} // namespace kc::imap
