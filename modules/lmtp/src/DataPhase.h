// SPDX-License-Identifier: Apache-2.0
// What happens between 354 and the answers: the text is read to its end mark, whatever is wrong
// with it, and kept behind our trace headers as long as nothing is.
#pragma once

#include "DotReader.h"
#include "HeaderFacts.h"
#include "Replies.h"
#include "TraceHeaders.h"
#include <kc/spool/Spool.h>

#include <cstdint>
#include <optional>

namespace kc::lmtp
{

class DataPhase
{
public:
    /// RFC 5321 §6.3 wants a loop to be found by a large count of Received fields.
    static constexpr std::size_t kMaxHops = 50;

    DataPhase(const std::string& folder, std::uint64_t maxOctets)
        : _maxOctets{maxOctets}, _spool{folder}
    {
    }

    /// `announcedOctets` is a hint (RFC 1870 §5), 0 if there was none.
    void begin(const Trace& trace, std::uint64_t announcedOctets);

    /// Octets of `bytes` that were used: all, or up to the end mark.
    std::size_t feed(sv bytes);

    bool isDone() const { return _dots.isDone(); }

    /// Octets of a chunk (RFC 3030): they are the message, whatever they are.
    void feedChunk(sv bytes) { keep(bytes); }

    /// What is wrong with the octets so far, if anything.
    const std::optional<Reply>& objectionSoFar() const { return _objection; }

    /// After the end: what to answer to everybody instead of delivering.
    std::optional<Reply> objection();

    /// The administrator's side of kNoSpace.
    const std::string& fault() const { return _fault; }

    /// After the end, without an objection: trace headers and message.
    const spool::Spool& message() const { return _spool; }

    const HeaderFacts& facts() const { return _facts; }

    /// Where in message() our trace headers end.
    std::size_t traceOctets() const { return _trace.size(); }

    /// The message's header section with its empty line, as far as it is in memory.
    sv header() const;

    /// Puts whole header fields between the trace headers and the message.
    void prepend(sv fields);

    /// Gives the memory back.
    void clear();

private:
    void keep(sv text);
    void drop(const Reply& objection);
    sv head() const;

    const std::uint64_t _maxOctets;
    DotReader _dots;
    spool::Spool _spool;
    std::string _trace;
    std::uint64_t _octets = 0; // of the message as it was sent
    HeaderFacts _facts;        // borrows from _spool
    std::optional<Reply> _objection;
    std::string _fault;
};

} // namespace kc::lmtp
