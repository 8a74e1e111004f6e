// SPDX-License-Identifier: Apache-2.0
// HTTP over TCP or a UNIX socket by Poco's client; a connection for each exchange.
#pragma once

#include "ServerUrl.h"
#include "Transport.h"

namespace kc::cli
{

struct Login
{
    std::string user; // empty: what the connection itself says (SYSTEM on the UNIX socket)
    std::string password;
};

class PocoTransport final : public Transport
{
public:
    PocoTransport(ServerUrl url, Login login) : _url{std::move(url)}, _login{std::move(login)} {}

    HttpResponse send(const HttpRequest& request) override;

private:
    ServerUrl _url;
    Login _login;
};

} // namespace kc::cli
