// SPDX-License-Identifier: Apache-2.0
// HTTP over a UNIX socket, TCP or TLS by Poco's client; one connection for as long as the server
// keeps it.
#pragma once

#include "ServerUrl.h"
#include "Transport.h"

#include <memory>

namespace Poco::Net
{
class HTTPClientSession;
}

namespace kc::cli
{

class PocoTransport final : public Transport
{
public:
    PocoTransport(ServerUrl url, Login login);
    ~PocoTransport() override;

    HttpResponse send(const HttpRequest& request) override;

private:
    ServerUrl _url;
    Login _login;
    std::unique_ptr<Poco::Net::HTTPClientSession> _session;
};

} // namespace kc::cli
