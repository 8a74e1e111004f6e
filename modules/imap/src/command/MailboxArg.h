// SPDX-License-Identifier: Apache-2.0
// The mailbox argument that many commands have.
#pragma once

#include "CommandResult.h"
#include "wire/ArgReader.h"

#include <optional>
#include <string>

namespace kc::imap
{

/// A name as the store knows it, or why the command ends.
struct MailboxArg
{
    std::string name;
    std::optional<CommandResult> refused;
};

/// SP mailbox.
MailboxArg readMailbox(ArgReader& args);

} // namespace kc::imap
