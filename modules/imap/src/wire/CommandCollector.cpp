// SPDX-License-Identifier: Apache-2.0
// See CommandCollector.h. Only CRLF ends a line: a lone CR or LF stays in the text, where no
// grammar accepts it.
#include "CommandCollector.h"

#include "Ascii.h"
#include <kc/secret.hpp>

#include <algorithm>
#include <charconv>

namespace kc::imap
{

namespace
{

/// Longest announcement that is looked for at the end of a skipped line: "{18446744073709551615+}".
constexpr std::size_t kTailBytes = 32;

/// The beginning of a refused command that is kept for its tag.
constexpr std::size_t kHeadBytes = 256;

} // namespace

std::optional<LiteralHead> parseLiteralHead(sv line) noexcept
{
    if (!line.ends_with('}'))
        return std::nullopt;
    const std::size_t open = line.rfind('{');
    if (open == sv::npos)
        return std::nullopt;
    sv digits = line.substr(open + 1, line.size() - open - 2);
    LiteralHead head{0, true, line.size() - open};
    if (digits.ends_with('+'))
    {
        head.synchronizing = false;
        digits.remove_suffix(1);
    }
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, head.size);
    if (error == std::errc::result_out_of_range && end == last)
        head.size = UINT64_MAX; // still an announcement: refused by the limit, never read as text
    else if (error != std::errc{} || end != last)
        return std::nullopt;
    return head;
}

CommandCollector::~CommandCollector()
{
    wipe(_command.text); // may hold half a LOGIN
}

CollectorEvent CommandCollector::feed(sv bytes, std::size_t& used)
{
    const std::size_t given = bytes.size();
    std::optional<CollectorEvent> event;
    while (!event && !bytes.empty())
    {
        switch (_mode)
        {
        case Mode::Line:
            event = feedLine(bytes);
            break;
        case Mode::SkipLine:
            event = feedSkipLine(bytes);
            break;
        case Mode::Literal:
        case Mode::Message:
        case Mode::SkipLiteral:
            event = feedOctets(bytes);
            break;
        }
    }
    used = given - bytes.size();
    return event.value_or(CollectorEvent::NeedMore);
}

Command CommandCollector::take()
{
    Command taken = std::move(_command);
    _command = Command{};
    _literalOctets = 0;
    _lineStart = 0;
    return taken;
}

std::optional<CollectorEvent> CommandCollector::feedLine(sv& bytes)
{
    std::string& text = _command.text;
    const std::size_t end = bytes.find('\n');
    const sv piece = bytes.substr(0, end == sv::npos ? end : end + 1);
    const std::size_t room =
        _limits.lineBytes + 2 - std::min(_limits.lineBytes + 2, text.size() - _literalOctets);
    if (piece.size() > room || text.size() + piece.size() > _limits.commandBytes + 2)
    {
        beginSkipping(piece);
        return std::nullopt;
    }
    text.append(piece);
    bytes.remove_prefix(piece.size());
    const bool ended = text.size() >= _lineStart + 2 && text.ends_with("\r\n");
    return ended ? endLine() : std::nullopt;
}

/// `piece` is not used yet, but for the tag that the refusal needs.
void CommandCollector::beginSkipping(sv piece)
{
    std::string& text = _command.text;
    _mode = Mode::SkipLine;
    _skipping = CollectorEvent::TooLong;
    const std::size_t kept = std::min(text.size() - _lineStart, kTailBytes);
    _tail.assign(text, text.size() - kept, kept);
    if (text.size() < kHeadBytes)
        text.append(piece.substr(0, kHeadBytes - text.size()));
}

std::optional<CollectorEvent> CommandCollector::endLine()
{
    std::string& text = _command.text;
    text.resize(text.size() - 2);
    if (_plainLine)
    {
        _plainLine = false;
        return CollectorEvent::Complete;
    }
    if (const auto head = parseLiteralHead(sv{text}.substr(_lineStart)))
        return beginLiteral(*head);
    return CollectorEvent::Complete;
}

/// APPEND's messages are its literals but for the mailbox's name, the first argument.
bool CommandCollector::isMessage(const LiteralHead& head) const
{
    if (_limits.messageBytes == 0)
        return false;
    sv text{_command.text};
    text.remove_suffix(head.length);
    const std::size_t tagEnd = text.find(' ');
    if (tagEnd == sv::npos)
        return false;
    text.remove_prefix(tagEnd + 1);
    constexpr sv kAppend = "APPEND ";
    return text.size() > kAppend.size() && equalsIgnoringCase(text.substr(0, 7), kAppend);
}

std::optional<CollectorEvent> CommandCollector::beginLiteral(const LiteralHead& head)
{
    const bool message = isMessage(head);
    const std::uint64_t before = _command.message ? _command.message->size() : 0;
    if (message && head.size > _limits.messageBytes - before)
        return refuseLiteral(head, CollectorEvent::MessageTooBig);
    if (!message && (head.size > _limits.literalBytes ||
                     _command.text.size() + head.size > _limits.commandBytes))
        return refuseLiteral(head, CollectorEvent::LiteralTooBig);
    _command.text.append("\r\n");
    _lineStart = _command.text.size();
    if (head.size != 0)
    {
        _mode = message ? Mode::Message : Mode::Literal;
        _octetsLeft = head.size;
    }
    if (message && !_command.message)
        _command.message = std::make_unique<Spool>(_spoolDirectory);
    if (message)
        _command.message->beginMessage();
    return head.synchronizing ? std::optional{CollectorEvent::Continue} : std::nullopt;
}

/// RFC 7888 §4: a refused synchronizing literal is never sent; of the other kind the octets come
/// all the same and are skipped, or the connection has to be closed.
std::optional<CollectorEvent> CommandCollector::refuseLiteral(const LiteralHead& head,
                                                              CollectorEvent why)
{
    _skipping = why;
    return skip(head);
}

std::optional<CollectorEvent> CommandCollector::skip(const LiteralHead& head)
{
    if (head.synchronizing)
        return ended(_skipping);
    if (head.size > _limits.skipBytes)
        return ended(CollectorEvent::Overflow);
    _tail.clear();
    _octetsLeft = head.size;
    _mode = head.size == 0 ? Mode::SkipLine : Mode::SkipLiteral;
    return std::nullopt;
}

std::optional<CollectorEvent> CommandCollector::feedOctets(sv& bytes)
{
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), _octetsLeft));
    if (_mode == Mode::Literal)
    {
        _command.text.append(bytes.substr(0, n));
        _literalOctets += n;
        _lineStart = _command.text.size();
    }
    else if (_mode == Mode::Message)
        _command.message->write(bytes.substr(0, n));
    bytes.remove_prefix(n);
    _octetsLeft -= n;
    if (_octetsLeft == 0)
        _mode = _mode == Mode::SkipLiteral ? Mode::SkipLine : Mode::Line;
    return std::nullopt;
}

/// The rest of a refused command. Its literals are skipped too: their octets must never be taken
/// for commands.
std::optional<CollectorEvent> CommandCollector::feedSkipLine(sv& bytes)
{
    const std::size_t end = bytes.find('\n');
    const sv piece = bytes.substr(0, end == sv::npos ? end : end + 1);
    _tail.append(piece.substr(piece.size() - std::min(piece.size(), kTailBytes)));
    if (_tail.size() > 2 * kTailBytes)
        _tail.erase(0, _tail.size() - kTailBytes);
    bytes.remove_prefix(piece.size());
    if (!_tail.ends_with("\r\n"))
        return std::nullopt;
    _tail.resize(_tail.size() - 2);
    if (const auto head = parseLiteralHead(_tail))
        return skip(*head);
    return ended(_skipping);
}

CollectorEvent CommandCollector::ended(CollectorEvent event)
{
    _mode = Mode::Line;
    _plainLine = false;
    _tail.clear();
    _command.message.reset();
    if (_command.text.size() > kHeadBytes)
        _command.text.resize(kHeadBytes);
    return event;
}

} // namespace kc::imap
