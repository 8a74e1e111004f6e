// SPDX-License-Identifier: Apache-2.0
// Name and password to a logged-in session: what LOGIN and AUTHENTICATE PLAIN share.
#pragma once

#include "CommandResult.h"

#include <kc/context.hpp>
#include <kc/gateway/LoginService.h>

namespace kc::imap
{

class Session;

/// `command` for the response's text. Faults of authenticators and directory are thrown: they never
/// read as a wrong password.
CommandResult login(Session& session, Context& context, const gateway::Credentials& credentials,
                    sv command);

/// The refusal of a password on a connection that others can read.
CommandResult plaintextRefused();

} // namespace kc::imap
