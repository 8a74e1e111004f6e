// SPDX-License-Identifier: Apache-2.0
// A connection by TLS to a server whose certificate names it and is vouched for; with the client's
// key, if there is one.
#pragma once

#include "ServerUrl.h"
#include "Transport.h"

#include <Poco/Net/StreamSocket.h>

namespace kc::cli
{

/// Throws Failure if the key cannot be used or the server's certificate does not hold,
/// Poco::Exception if there is no connection.
Poco::Net::StreamSocket connectTls(const ServerUrl& url, const Login& login,
                                   const Poco::Timespan& patience);

} // namespace kc::cli
