// SPDX-License-Identifier: Apache-2.0
// See Conversation.h: BDAT (RFC 3030). Whatever is wrong, exactly the announced octets are taken
// off the stream before the answer: they are never read as commands.
#include "Conversation.h"

#include <algorithm>

namespace kc::lmtp
{

void Conversation::onBdat(Context& context, sv argument)
{
    const auto chunk = parseChunk(argument);
    if (!chunk)
    {
        // Nobody knows how much follows, and it must not become commands.
        reply("501 5.5.4 Syntax: BDAT octets [LAST]; closing, since what follows is unknown");
        _state = State::Finished;
        return;
    }
    _chunk = *chunk;
    _chunkOctets = chunk->octets;
    _chunkRefusal = {};
    if (!chunk->isWellFormed)
        _chunkRefusal = "501 5.5.4 Syntax: BDAT octets [LAST]";
    else if (_transaction.addressees().empty()) // RFC 2033 §4.2, as for DATA
        _chunkRefusal = "503 5.5.1 No recipients";
    else if (!_transaction.isChunked())
    {
        _transaction.beginChunks();
        beginMessage();
    }
    _state = State::Chunk;
    if (_chunk.octets == 0)
        finishChunk(context);
}

std::size_t Conversation::inputChunk(Context& context, sv bytes)
{
    const auto used =
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), _chunk.octets));
    if (_chunkRefusal.empty())
        _data.feedChunk(bytes.substr(0, used));
    _chunk.octets -= used;
    if (_chunk.octets == 0)
        finishChunk(context);
    return used;
}

/// RFC 3030 §2: one answer for each chunk, but for the last one for each recipient (RFC 2033 §4.3).
/// After a failure the transaction is over, so that the chunks behind it find no recipients.
void Conversation::finishChunk(Context& context)
{
    _state = State::Command;
    if (!_chunkRefusal.empty())
    {
        abandon();
        return wrong(_chunkRefusal);
    }
    if (_chunk.isLast)
        return finishMessage(context);
    if (const auto objection = _data.objectionSoFar())
    {
        reply(*objection);
        logObjection(context, *objection);
        return abandon();
    }
    reply("250 2.0.0 " + std::to_string(_chunkOctets) + " octets received");
}

} // namespace kc::lmtp
