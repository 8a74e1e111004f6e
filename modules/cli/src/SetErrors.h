// SPDX-License-Identifier: Apache-2.0
// What a /set method refused (RFC 8620 §5.3), in the words of the manual's tool.
#pragma once

#include "JmapClient.h"

#include <optional>

namespace kc::cli
{

/// What a command is about: {"user", "john"}.
struct Subject
{
    std::string kind, name;

    std::string text() const { return kind + " '" + name + "'"; }
};

/// The error in `list` ("notCreated") for `id`, if there is one.
std::optional<Json> setErrorOf(const Json& answer, const char* list, const std::string& id);

/// The line for it, about what was sent.
std::string textOfError(const Json& error, const Subject& subject, const Json& sent);
[[noreturn]] void failOn(const Json& error, const Subject& subject, const Json& sent);

} // namespace kc::cli
