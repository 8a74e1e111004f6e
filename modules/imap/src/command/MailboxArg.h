// SPDX-License-Identifier: Apache-2.0
// The mailbox argument that many commands have.
#pragma once

#include "CommandResult.h"
#include "wire/ArgReader.h"

#include <kc/store.hpp>

#include <optional>
#include <string>

namespace kc::imap
{

class Session;

/// A name as the store knows it, or why the command ends.
struct MailboxArg
{
    std::string name;
    std::string given; ///< as the client wrote it, if that is another spelling of UTF-8
    std::optional<CommandResult> refused;
};

/// SP mailbox.
MailboxArg readMailbox(const Session& session, ArgReader& args);

/// RFC 9051 §6.3.9.7: a LIST response, once the command has succeeded, so that an IMAP4rev2 client
/// learns how the mailbox that it called `given` is written. Nothing to tell if that is empty.
void tellSpelling(Session& session, Context& context, sv name, sv given);

} // namespace kc::imap
