// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 request after the other out of octets that come in any pieces (RFC 9112). It pauses
// after the head, so that nothing of a body is kept before the caller is known. No I/O; memory is
// bounded by its limits; ends for good at the first thing that is not certain.
#pragma once

#include "RequestHead.h"

#include <utility>

namespace kc::httpd
{

enum class BodyUse : bool
{
    Discard,
    Keep
};

class RequestParser
{
public:
    enum class State
    {
        RequestLine,
        Fields,
        HeadDone, // waits for expectBody()
        Body,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Done, // waits for reset()
        Refused
    };

    explicit RequestParser(std::uint64_t maxHead) : _maxHead{maxHead}, _room{maxHead} {}

    /// Uses octets from the front and says how many: all, unless the state waits for a decision.
    /// What it keeps of a body is at most what it was fed.
    std::size_t feed(sv bytes);

    /// After HeadDone. A body longer than `limit` is refused with 413.
    void expectBody(BodyUse use, std::uint64_t limit);

    /// After Done: the next request.
    void reset();

    State state() const { return _state; }

    /// Has anything of the request come?
    bool isIdle() const { return _state == State::RequestLine && _line.empty(); }

    RequestHead& head() { return _head; }

    /// What has come of the body since the last call.
    std::string takeBody() { return std::exchange(_body, {}); }

    const Refusal& refusal() const { return _refusal; }

private:
    std::size_t step(sv bytes);
    std::size_t takeLine(sv bytes);
    std::size_t takeBody(sv bytes);
    std::size_t takeChunkEnd(sv bytes);
    void onLine();
    void onRequestLine();
    void onField();
    void onChunkSize();
    void onTrailer();
    void refuse(const Refusal& why);
    bool judged(const Judgement& why);

    std::uint64_t _maxHead;
    State _state = State::RequestLine;
    RequestHead _head;
    std::string _line;
    std::uint64_t _room; // octets that lines may still take
    std::string _body;
    BodyUse _use = BodyUse::Keep;
    std::uint64_t _limit = 0;
    std::uint64_t _bodySize = 0;
    std::uint64_t _remaining = 0; // of the body or of the chunk
    std::size_t _chunkEndSeen = 0;
    Refusal _refusal{};
};

} // namespace kc::httpd
