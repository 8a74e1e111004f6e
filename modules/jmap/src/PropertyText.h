// SPDX-License-Identifier: Apache-2.0
// Texts that a client sets: one line each, so that they can stand in logs, lists and headers.
#pragma once

#include "Json.h"

#include <string>

namespace kc::jmap
{

/// Null is the default: nothing there. False if it is no text, too long, or has control characters.
bool readLine(const Json& value, std::string& to);
/// A line without blanks, and not empty.
bool isWord(const std::string& text);

} // namespace kc::jmap
