// SPDX-License-Identifier: Apache-2.0
#include "PocoTransport.h"

#include "Failure.h"
#include "TlsConnection.h"

#include <Poco/Net/HTTPBasicCredentials.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>

#include <array>

namespace kc::cli
{

namespace
{

namespace net = Poco::Net;

constexpr int kConnectSeconds = 10;
constexpr int kAnswerSeconds = 120;
constexpr std::size_t kMaxAnswer = 64 * 1024 * 1024;

net::StreamSocket connect(const ServerUrl& url, const Login& login)
{
    const std::string failure = "could not connect to server at '" + url.text + "'";
    const Poco::Timespan patience{kConnectSeconds, 0};
    try
    {
        if (url.isTls)
            return connectTls(url, login, patience);
        net::StreamSocket socket;
        socket.connect(url.isUnix() ? net::SocketAddress{net::SocketAddress::UNIX_LOCAL, url.path}
                                    : net::SocketAddress{url.host, url.port},
                       patience);
        return socket;
    }
    catch (const Poco::Exception&)
    {
        throw Failure{failure};
    }
}

std::string readAll(std::istream& stream)
{
    std::string text;
    std::array<char, 65536> piece{};
    while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0)
    {
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > kMaxAnswer)
            throw Failure{"the server's answer is too large"};
    }
    return text;
}

} // namespace

PocoTransport::PocoTransport(ServerUrl url, Login login)
    : _url{std::move(url)}, _login{std::move(login)}
{
}

PocoTransport::~PocoTransport() = default;

HttpResponse PocoTransport::send(const HttpRequest& request)
{
    if (!_session)
    {
        _session = std::make_unique<net::HTTPClientSession>(connect(_url, _login));
        _session->setTimeout(Poco::Timespan{kAnswerSeconds, 0});
        _session->setKeepAlive(true);
    }
    try
    {
        net::HTTPRequest head{request.method, _url.prefix + request.target,
                              net::HTTPMessage::HTTP_1_1};
        head.set("Host", _url.authority());
        if (!_login.user.empty())
            net::HTTPBasicCredentials{_login.user, _login.password}.authenticate(head);
        if (!request.contentType.empty())
            head.setContentType(request.contentType);
        if (request.method == net::HTTPRequest::HTTP_POST)
            head.setContentLength(static_cast<std::streamsize>(request.body.size()));
        _session->sendRequest(head) << request.body;
        net::HTTPResponse answer;
        std::istream& body = _session->receiveResponse(answer);
        HttpResponse response{static_cast<int>(answer.getStatus()), readAll(body)};
        if (!answer.getKeepAlive())
            _session.reset();
        return response;
    }
    catch (const Poco::Exception&)
    {
        _session.reset();
        throw Failure{"no answer from server at '" + _url.text + "'"};
    }
}

} // namespace kc::cli
