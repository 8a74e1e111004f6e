// SPDX-License-Identifier: Apache-2.0
// The state machine of one LMTP session. Text goes out only after 354, commands of the next message
// only after the last answer, as real LMTP clients do.
#include "LmtpSession.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
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
        throw std::system_error(errno, std::generic_category(), "connect to LMTP");
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return descriptor;
}

} // namespace

LmtpSession::LmtpSession(LoadPlan& plan) : _plan(plan), _socket(connectTo(plan.options.port)) {}

LmtpSession::~LmtpSession()
{
    ::close(_socket);
}

void LmtpSession::onReadable()
{
    std::array<char, 4096> chunk;
    const ssize_t got = ::recv(_socket, chunk.data(), chunk.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        throw std::runtime_error("connection closed by the server");
    _in.append(chunk.data(), static_cast<std::size_t>(got));
    std::size_t start = 0;
    for (std::size_t end; (end = _in.find("\r\n", start)) != std::string::npos; start = end + 2)
        onReply(std::string_view(_in).substr(start, end - start));
    _in.erase(0, start);
    onWritable();
}

void LmtpSession::onWritable()
{
    while (wantsToWrite())
    {
        const ssize_t done =
            ::send(_socket, _out.data() + _sent, _out.size() - _sent, MSG_NOSIGNAL);
        if (done < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (done < 0)
            throw std::system_error(errno, std::generic_category(), "send");
        _sent += static_cast<std::size_t>(done);
    }
    _out.clear();
    _sent = 0;
}

void LmtpSession::requireCode(std::string_view line, std::string_view code) const
{
    if (!line.starts_with(code))
        throw std::runtime_error("message " + std::to_string(_message) + ": expected " +
                                 std::string(code) + ", got: " + std::string(line));
}

void LmtpSession::onReply(std::string_view line)
{
    if (line.size() > 3 && line[3] == '-') // RFC 5321 §4.2.1: more lines of this reply follow
        return;
    switch (_phase)
    {
    case Phase::Greeting:
        requireCode(line, "220");
        _out += "LHLO load.example.org\r\n";
        _phase = Phase::Lhlo;
        break;
    case Phase::Lhlo:
        requireCode(line, "250");
        beginMessage();
        break;
    case Phase::Commands:
        onCommandReply(line);
        break;
    case Phase::Answers:
        onAnswer(line);
        break;
    case Phase::Quit:
    case Phase::Done:
        _phase = Phase::Done;
        break;
    }
}

void LmtpSession::beginMessage()
{
    const LoadOptions& options = _plan.options;
    if (_plan.nextMessage == options.messages)
    {
        _out += "QUIT\r\n";
        _phase = Phase::Quit;
        return;
    }
    _message = _plan.nextMessage++;
    _commands.assign({"MAIL FROM:<load@example.org>\r\n"});
    for (std::uint64_t i = 0; i < options.recipients; ++i)
    {
        const std::uint64_t user = (_message * options.recipients + i) % options.users;
        _commands.push_back("RCPT TO:<" + options.userName(user) + ">\r\n");
    }
    _commands.emplace_back("DATA\r\n");
    _commandsSent = 0;
    _commandsAnswered = 0;
    _phase = Phase::Commands;
    sendCommands();
}

void LmtpSession::sendCommands()
{
    // RFC 2920 §3.1: MAIL, RCPT and DATA may go in one piece, DATA last.
    do
        _out += _commands[_commandsSent++];
    while (_plan.options.pipelining && _commandsSent < _commands.size());
}

void LmtpSession::onCommandReply(std::string_view line)
{
    const bool isData = ++_commandsAnswered == _commands.size();
    requireCode(line, isData ? "354" : "250");
    if (isData)
        sendText();
    else if (_commandsSent == _commandsAnswered)
        sendCommands();
}

void LmtpSession::sendText()
{
    _plan.text.append(_out, _message, _plan.options.sizeBytes);
    _out += ".\r\n";
    _answersLeft = _plan.options.recipients;
    _phase = Phase::Answers;
    _textSent = std::chrono::steady_clock::now();
}

void LmtpSession::onAnswer(std::string_view line)
{
    requireCode(line, "250");
    ++_plan.deliveries;
    if (--_answersLeft != 0)
        return;
    const auto waited = std::chrono::steady_clock::now() - _textSent;
    _plan.latenciesMicros.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(waited).count()));
    beginMessage();
}
