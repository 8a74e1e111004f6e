// SPDX-License-Identifier: Apache-2.0
#include "JmapSession.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace
{

int connectTo(std::uint16_t port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor < 0 ||
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "connect to HTTP");
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

std::size_t contentLength(std::string_view head)
{
    constexpr std::string_view kName = "Content-Length: ";
    const std::size_t at = head.find(kName);
    std::size_t length = 0;
    if (at == std::string_view::npos)
        throw std::runtime_error("an answer without length: " + std::string(head));
    const char* const begin = head.data() + at + kName.size();
    std::from_chars(begin, head.data() + head.size(), length);
    return length;
}

} // namespace

std::string makeRequest(std::string_view authorization, std::string_view body)
{
    std::string text = "POST /jmap/api HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic ";
    text.append(authorization).append("\r\nContent-Type: application/json\r\nContent-Length: ");
    text.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
    return text;
}

std::string makeSessionRequest(std::string_view authorization)
{
    return "GET /jmap HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
           std::string(authorization) + "\r\n\r\n";
}

JmapSession::JmapSession(JmapPlan& plan, std::size_t user)
    : _plan(plan), _user(user), _socket(connectTo(plan.port))
{
}

JmapSession::~JmapSession()
{
    ::close(_socket);
}

void JmapSession::begin()
{
    if (_plan.next == _plan.requests)
    {
        _isDone = true;
        return;
    }
    // Requests are small: a blocking send never waits.
    const std::vector<std::string>& texts = _plan.texts[_user];
    sendAll(texts[_plan.next++ % texts.size()]);
    _sentAt = std::chrono::steady_clock::now();
}

void JmapSession::sendAll(std::string_view text) const
{
    while (!text.empty())
    {
        const ssize_t done = ::send(_socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (done < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "send");
        text.remove_prefix(done < 0 ? 0 : static_cast<std::size_t>(done));
    }
}

bool JmapSession::receive()
{
    std::array<char, 65536> chunk;
    const ssize_t got = ::recv(_socket, chunk.data(), chunk.size(), 0);
    if (got < 0 && errno == EINTR)
        return false;
    if (got <= 0)
        throw std::runtime_error("connection closed by the server");
    _in.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
}

bool JmapSession::takeAnswer(std::string& body)
{
    const std::size_t end = _in.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    const std::string_view head = std::string_view(_in).substr(0, end);
    const std::size_t length = contentLength(head);
    if (_in.size() < end + 4 + length)
        return false;
    body = _in.substr(end + 4, length);
    if (!head.starts_with("HTTP/1.1 200 ") || body.find("[\"error\"") != std::string::npos)
        throw std::runtime_error("refused: " + std::string(head) + "\n" + body.substr(0, 500));
    _in.erase(0, end + 4 + length);
    return true;
}

void JmapSession::onReadable()
{
    std::string body;
    if (!receive() || !takeAnswer(body))
        return;
    const auto waited = std::chrono::steady_clock::now() - _sentAt;
    _plan.latenciesMicros.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(waited).count()));
    ++_plan.answered;
    begin();
}

std::string JmapSession::ask(const std::string& text)
{
    sendAll(text);
    return awaitAnswer();
}

std::string JmapSession::awaitAnswer()
{
    std::string body;
    while (!takeAnswer(body))
        (void)receive();
    return body;
}
