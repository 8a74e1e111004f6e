// SPDX-License-Identifier: Apache-2.0
// Puts commands together from the octets of a client: lines ended by CRLF and the literals in them
// (RFC 3501 §4.3, RFC 7888). Knows nothing of commands but where APPEND has its message. Bounded by
// CommandLimits; total: any octets give events and nothing else.
#pragma once

#include "Limits.h"
#include "Spool.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace kc::imap
{

/// A literal as announced at the end of a line.
struct LiteralHead
{
    std::uint64_t size;
    bool synchronizing;
    std::size_t length; ///< of the announcement, "{12+}"
};

/// The announcement at the end of a line (without CRLF). Nothing if there is none.
std::optional<LiteralHead> parseLiteralHead(sv line) noexcept;

/// One command, complete: `text` is the line without its last CRLF, literals in place
/// ("{3}CRLFabc"). APPEND's messages stand in `message` instead and only their announcements in
/// the text.
struct Command
{
    std::string text;
    std::unique_ptr<Spool> message;
};

enum class CollectorEvent
{
    NeedMore,      ///< all octets are used
    Complete,      ///< take() has a command, or the line that was expected
    Continue,      ///< the client waits for "+" before it sends a literal
    TooLong,       ///< a command beyond the limits was skipped; take() has its beginning
    LiteralTooBig, ///< so was a literal
    MessageTooBig, ///< so was APPEND's message
    Overflow       ///< too much to skip: say BYE and close
};

class CommandCollector
{
public:
    CommandCollector(CommandLimits limits, std::string spoolDirectory)
        : _limits{limits}, _spoolDirectory{std::move(spoolDirectory)}
    {
    }

    CommandCollector(const CommandCollector&) = delete;
    CommandCollector& operator=(const CommandCollector&) = delete;
    ~CommandCollector();

    void setLimits(CommandLimits limits) { _limits = limits; }

    /// The next line is no command (SASL response, DONE): no literals in it.
    void expectLine() { _plainLine = true; }

    /// Uses octets from the front of `bytes`, up to the first event.
    CollectorEvent feed(sv bytes, std::size_t& used);

    Command take();

private:
    enum class Mode
    {
        Line,
        Literal, // into the text
        Message, // into the spool
        SkipLine,
        SkipLiteral
    };

    std::optional<CollectorEvent> feedLine(sv& bytes);
    std::optional<CollectorEvent> feedOctets(sv& bytes);
    std::optional<CollectorEvent> feedSkipLine(sv& bytes);
    void beginSkipping(sv piece);
    std::optional<CollectorEvent> endLine();
    std::optional<CollectorEvent> beginLiteral(const LiteralHead& head);
    std::optional<CollectorEvent> refuseLiteral(const LiteralHead& head, CollectorEvent why);
    std::optional<CollectorEvent> skip(const LiteralHead& head);
    CollectorEvent ended(CollectorEvent event);
    bool isMessage(const LiteralHead& head) const;

    CommandLimits _limits;
    std::string _spoolDirectory;
    Command _command;
    std::string _tail;              // of a line that is skipped
    std::uint64_t _octetsLeft = 0;  // of the literal at hand
    std::size_t _literalOctets = 0; // of this command, in its text
    std::size_t _lineStart = 0;     // in the text: after the last literal
    Mode _mode = Mode::Line;
    CollectorEvent _skipping = CollectorEvent::TooLong;
    bool _plainLine = false;
};

} // namespace kc::imap
