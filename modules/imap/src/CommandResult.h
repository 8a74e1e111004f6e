// SPDX-License-Identifier: Apache-2.0
// How a command ends: its tagged response, or that it goes on.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::imap
{

enum class Completion
{
    Ok,
    No,
    Bad,
    Pending ///< a Job or a LineHandler was left in the session and ends it later
};

struct [[nodiscard]] CommandResult
{
    Completion completion;
    std::string text; ///< after OK, NO or BAD, with a response code if there is one
    /// The code is to be HIGHESTMODSEQ, if the client wants to know it (RFC 7162 §3.2.7); `text`
    /// has none then.
    bool tellsModseq = false;

    static CommandResult ok(sv text) { return {Completion::Ok, std::string{text}}; }

    static CommandResult okWithModseq(sv text) { return {Completion::Ok, std::string{text}, true}; }

    static CommandResult no(sv text) { return {Completion::No, std::string{text}}; }

    static CommandResult bad(sv text) { return {Completion::Bad, std::string{text}}; }

    static CommandResult pending() { return {Completion::Pending, {}}; }
};

/// The one mapping of outcomes and faults to response codes (RFC 5530, RFC 9051 §7.1). Texts say
/// nothing of paths, hosts or SQL.
CommandResult refusal(kc_code code);

} // namespace kc::imap
