// SPDX-License-Identifier: Apache-2.0
#include "AnswerSender.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kc::httpd
{

namespace
{

constexpr std::size_t kPiece = 65536;

std::string hexadecimal(std::size_t number)
{
    std::array<char, 16> digits{};
    const auto [end, failed] =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
    KC_ASSERT(failed == std::errc{});
    return {digits.data(), end};
}

} // namespace

void AnswerSender::add(Answer answer, const RequestHead& head, Persistence& persistence)
{
    _output += answer.render(head, persistence);
    if (head.method == "HEAD")
        return;
    _remaining = 0;
    _isChunked = answer.isChunked(head);
    if (const std::uint64_t octets = answer.size(); (_content = answer.takeContent()).raw().ops)
        _remaining = octets;
    _feed = answer.takeFeed();
    _isFeedDue = _feed.isOpen();
}

bool AnswerSender::flush(Context& context)
{
    do
    {
        const bool hasRoom = drain();
        if (_sent < _output.size() || (!hasRoom && _remaining > 0))
            return false;
        _output = {};
        _sent = 0;
    } while (refill(context));
    return true;
}

/// False if there is no room for more, whether all is sent or not.
bool AnswerSender::drain()
{
    bool hasRoom = true;
    while (hasRoom && _sent < _output.size())
    {
        const std::size_t piece = std::min(kPiece, _output.size() - _sent);
        hasRoom = _connection.write(sv{_output}.substr(_sent, piece));
        _sent += piece;
    }
    return hasRoom;
}

bool AnswerSender::refill(Context& context)
{
    if (_remaining > 0)
        readContent(context);
    else if (_feed.isOpen() && std::exchange(_isFeedDue, false))
        askFeed(context);
    else
        return false;
    return true;
}

void AnswerSender::readContent(Context& context)
{
    _output.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, _remaining)));
    const std::size_t got = _content.read(context, {_output.data(), _output.size()});
    if (got != _output.size())
        throw Fault{KC_ECORRUPT, "a stream is shorter than its length"};
    _remaining -= got;
    if (_remaining == 0)
        _content = {};
}

void AnswerSender::askFeed(Context& context)
{
    _chunk.clear();
    const kc_status status =
        _feed.next(context.get(), pipeOperations(), reinterpret_cast<kc_http_pipe*>(this));
    if (status < 0)
        throw Fault{static_cast<kc_code>(status),
                    std::string{view(context.host()->take_error(context.get()))}};
    if (!_chunk.empty() && _isChunked)
        _output += hexadecimal(_chunk.size()) + "\r\n" + _chunk + "\r\n";
    else
        _output += _chunk;
    _chunk = {};
    if (status == KC_STOP)
        endFeed();
}

void AnswerSender::endFeed()
{
    _feed.close();
    _connection.wakeAfter(std::chrono::nanoseconds::zero());
    if (_isChunked)
        _output += "0\r\n\r\n";
}

const kc_http_pipe_ops& AnswerSender::pipeOperations()
{
    static constexpr auto kSender = [](kc_http_pipe* pipe) -> AnswerSender&
    { return *reinterpret_cast<AnswerSender*>(pipe); };
    static constexpr kc_http_pipe_ops kOperations{
        sizeof(kc_http_pipe_ops),
        [](kc_http_pipe* pipe, kc_str octets) { kSender(pipe)._chunk += view(octets); },
        [](kc_http_pipe* pipe) { kSender(pipe)._connection.wake(); },
        [](kc_http_pipe* pipe, std::int64_t ns)
        { kSender(pipe)._connection.wakeAfter(std::chrono::nanoseconds{ns}); }};
    return kOperations;
}

} // namespace kc::httpd
