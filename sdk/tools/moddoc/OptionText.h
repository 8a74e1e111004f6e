// SPDX-License-Identifier: Apache-2.0
// What an option's type, range and flags are called in text for people: one wording for man pages,
// example files and tables.
#pragma once

#include "Facts.h"

namespace kc::moddoc
{

/// "size", "time in seconds", "yes or no", "one of a, b".
std::string kindText(const OptionFacts& option);
/// "from 1 to 1000"; empty without a range.
std::string rangeText(const OptionFacts& option);
/// What else counts, in a fixed order: "reloadable", "secret", "since 1.2", …
std::vector<std::string> traits(const OptionFacts& option);
/// The default as it is shown: "empty" for nothing.
std::string defaultText(const OptionFacts& option);
/// "now NAME" of an alias, the reason of an obsolete one, "accepted, without effect".
std::string formerText(const OptionFacts& option);

/// Lines of at most `width` columns; a word that is longer has a line of its own.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

} // namespace kc::moddoc
