// SPDX-License-Identifier: Apache-2.0
// What still has to be sent: texts at once, streams as the connection has room, feeds whenever they
// have something. Never more than a piece of a stream is in memory.
#pragma once

#include "Answer.h"

#include <kc/net.hpp>

namespace kc::httpd
{

class AnswerSender
{
public:
    explicit AnswerSender(const net::Connection& connection) : _connection{connection} {}

    AnswerSender(const AnswerSender&) = delete;
    AnswerSender& operator=(const AnswerSender&) = delete;

    void add(sv octets) { _output += octets; }

    /// `persistence` becomes Close if the end of this answer can only be told so.
    void add(Answer answer, const RequestHead& head, Persistence& persistence);

    /// Sends as far as there is room. False: again when there is more. Throws Fault when a stream
    /// breaks off, which only the end of the connection can tell the client.
    bool flush(Context& context);

    bool hasFeed() const { return _feed.isOpen(); }

    /// The feed may have something.
    void wakeFeed() { _isFeedDue = true; }

    /// Ends the feed's body as if that had been all.
    void endFeed();

private:
    bool drain();
    bool refill(Context& context);
    void readContent(Context& context);
    void askFeed(Context& context);
    static const kc_http_pipe_ops& pipeOperations();

    net::Connection _connection;
    std::string _output;
    std::size_t _sent = 0;
    Reader _content;
    std::uint64_t _remaining = 0; // of _content
    FeedHandle _feed;
    bool _isChunked = false;
    bool _isFeedDue = false;
    std::string _chunk; // what the feed writes in one call
};

} // namespace kc::httpd
