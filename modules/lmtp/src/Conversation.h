// SPDX-License-Identifier: Apache-2.0
// One LMTP session without its connection: octets in, answers out (RFC 2033 over RFC 5321). It
// keeps no input: what it did not use is handed in again, with more behind it.
#pragma once

#include "CommandLine.h"
#include "DataPhase.h"
#include "HookRun.h"
#include "Settings.h"
#include "Transaction.h"

#include <kc/directory.hpp>
#include <kc/log.hpp>
#include <kc/metrics.hpp>
#include <kc/store.hpp>

namespace kc::lmtp
{

/// What a session works with. Lives as long as the module.
struct Services
{
    Directory& directory;
    DeliveryServices delivery;
    Log log;
    Counter deliveries{}; // by outcome, one a recipient
    Histogram duration{}; // of a message, from its last octet to the answer
};

class Conversation
{
public:
    static constexpr std::size_t kMaxLineOctets = 4096; // with its CRLF
    static constexpr int kMaxWrongCommands = 20;

    Conversation(const Services& services, SettingsPtr settings, sv clientAddress);

    void greet();

    /// Uses octets from the front; how many. 0: more must come first, or output() must be sent.
    std::size_t input(Context& context, sv bytes);

    /// Answers not yet sent; the caller clears it.
    std::string& output() { return _output; }

    /// True after the last answer: send it and close.
    bool isFinished() const { return _state == State::Finished; }

    /// Last words when nothing came for too long, and when the server goes down.
    void expire();
    void drain();

private:
    enum class State
    {
        Command,
        OverlongLine, // answered; the rest of the line is skipped
        Data,
        Chunk,
        Finished
    };

    using Handler = void (Conversation::*)(Context&, sv);

    struct Row
    {
        sv verb;
        Handler handler;
    };

    static const Row kRows[];

    std::size_t inputLine(Context& context, sv bytes);
    std::size_t inputData(Context& context, sv bytes);
    std::size_t inputChunk(Context& context, sv bytes);
    void dispatch(Context& context, sv line);
    void onLhlo(Context&, sv argument);
    void onOtherHello(Context&, sv argument);
    void onMail(Context&, sv argument);
    void onRcpt(Context& context, sv argument);
    void onData(Context&, sv argument);
    void onBdat(Context& context, sv argument);
    void onRset(Context&, sv argument);
    void onNoop(Context&, sv argument);
    void onVrfy(Context&, sv argument);
    void onHelp(Context&, sv argument);
    void onQuit(Context&, sv argument);

    bool refusesParameters(ParameterError error);
    bool refusesUtf8(sv mailbox, bool isUtf8);
    void resolve(Context& context, sv mailbox);
    void beginMessage();
    void finishChunk(Context& context);
    void finishMessage(Context& context);
    void abandon();
    void logObjection(const Context& context, const Reply& objection);
    void answerDelivery(Context& context);
    void reply(sv text);
    void reply(const Reply& reply);
    void reply(const Reply& reply, sv mailbox);
    void wrong(sv text);

    const Services _services;
    const SettingsPtr _settings;
    const std::string _clientAddress;
    State _state = State::Command;
    std::string _output;
    std::string _helo; // empty until LHLO
    Transaction _transaction;
    DataPhase _data;
    ChunkArgument _chunk; // in State::Chunk: octets is how many are to come
    sv _chunkRefusal;     // the answer after it, when it is not wanted; a constant
    std::uint64_t _chunkOctets = 0;
    int _wrongCommands = 0;
};

} // namespace kc::lmtp
