// SPDX-License-Identifier: Apache-2.0
// Name and password to a logged-in session: what LOGIN and AUTHENTICATE PLAIN share.
#pragma once

#include "CommandResult.h"
#include <kc/secret.hpp>

#include <kc/context.hpp>

namespace kc::imap
{

class Session;

struct Credentials
{
    sv user;   ///< whose password it is
    sv actFor; ///< RFC 4616 §2, authzid; empty: the user
    const Secret& password;
};

/// `command` for the response's text. Faults of authenticators and directory are thrown: they never
/// read as a wrong password.
CommandResult login(Session& session, Context& context, const Credentials& credentials, sv command);

/// The refusal of a password on a connection that others can read.
CommandResult plaintextRefused();

} // namespace kc::imap
