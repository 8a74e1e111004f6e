// SPDX-License-Identifier: Apache-2.0
// One LMTP connection of the load generator (RFC 2033): octets in, octets out, no waiting.
//
// Takes the next message from the plan as soon as the last one is answered. Any answer that is not
// the expected one ends the run: a benchmark that counts refusals as deliveries measures nothing.
#pragma once

#include "LoadOptions.h"
#include "MessageText.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What all sessions share: the messages still to send and what was measured.
struct LoadPlan
{
    const LoadOptions& options;
    MessageText text;
    std::uint64_t nextMessage = 0;
    std::uint64_t deliveries = 0;               // recipients answered with 250
    std::vector<std::uint32_t> latenciesMicros; // end of text sent → last answer, one per message
};

class LmtpSession
{
public:
    /// Connects at once; throws std::system_error when the server cannot be reached.
    explicit LmtpSession(LoadPlan& plan);
    ~LmtpSession();
    LmtpSession(const LmtpSession&) = delete;
    LmtpSession& operator=(const LmtpSession&) = delete;

    int descriptor() const { return _socket; }
    bool wantsToWrite() const { return _sent < _out.size(); }
    bool isDone() const { return _phase == Phase::Done; }

    /// Call when the socket is ready. Throws std::runtime_error on an unexpected answer or a closed
    /// connection.
    void onReadable();
    void onWritable();

private:
    enum class Phase
    {
        Greeting,
        Lhlo,
        Commands,
        Answers,
        Quit,
        Done,
    };

    void onReply(std::string_view line);
    void onCommandReply(std::string_view line);
    void onAnswer(std::string_view line);
    void beginMessage();
    void sendCommands();
    void sendText();
    void requireCode(std::string_view line, std::string_view code) const;

    LoadPlan& _plan;
    int _socket;
    Phase _phase = Phase::Greeting;
    std::uint64_t _message = 0;
    std::vector<std::string> _commands;
    std::size_t _commandsSent = 0;
    std::size_t _commandsAnswered = 0;
    std::size_t _answersLeft = 0;
    std::chrono::steady_clock::time_point _textSent;
    std::string _in;
    std::string _out;
    std::size_t _sent = 0;
};
