// SPDX-License-Identifier: Apache-2.0
#include "PocoTransport.h"

#include "Failure.h"

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

net::SocketAddress addressOf(const ServerUrl& url)
{
    if (url.isUnix())
        return net::SocketAddress{net::SocketAddress::UNIX_LOCAL, url.path};
    return net::SocketAddress{url.host, url.port};
}

net::StreamSocket connect(const ServerUrl& url)
{
    try
    {
        net::StreamSocket socket;
        socket.connect(addressOf(url), Poco::Timespan{kConnectSeconds, 0});
        return socket;
    }
    catch (const Poco::Exception&)
    {
        throw Failure{"could not connect to server at '" + url.text + "'"};
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

HttpResponse PocoTransport::send(const HttpRequest& request)
{
    net::HTTPClientSession session{connect(_url)};
    session.setTimeout(Poco::Timespan{kAnswerSeconds, 0});
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
        session.sendRequest(head) << request.body;
        net::HTTPResponse answer;
        std::istream& body = session.receiveResponse(answer);
        return {static_cast<int>(answer.getStatus()), readAll(body)};
    }
    catch (const Poco::Exception&)
    {
        throw Failure{"no answer from server at '" + _url.text + "'"};
    }
}

} // namespace kc::cli
