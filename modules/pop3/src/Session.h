// SPDX-License-Identifier: Apache-2.0
// One POP3 connection (RFC 1939): lines in, responses out, sans I/O. Session.cpp turns octets into
// commands, Commands.cpp and LoginCommands.cpp say what each does.
#pragma once

#include "Answer.h"
#include "CommandLine.h"
#include "Gateway.h"

#include <kc/gateway/Output.h>
#include <kc/net.hpp>

#include <memory>
#include <optional>
#include <string>

namespace kc::pop3
{

class Session final : public net::Session
{
public:
    Session(Gateway& gateway, const net::Connection& connection, const kc_peer& peer);

    Status input(Context& context, sv bytes, std::size_t& used) override;
    Status wake(Context& context) override;
    void drain(Context& context) override;

    // RFC 1939 §3: at a time-out the connection ends without a word, and nothing is deleted; so
    // expire() has nothing to do.

private:
    enum class State : std::uint8_t // bits, so that a command can be for several
    {
        Authorization = 1,
        Transaction = 2,
        Finished = 4
    };

    using Handler = void (Session::*)(Context&, sv argument);

    struct Row
    {
        sv keyword;
        std::uint8_t states;
        Handler handler;
    };

    static const Row kRows[];

    bool take(Context& context, sv bytes, std::size_t& used);
    bool takeLine(Context& context, sv bytes, std::size_t& used);
    void onLine(Context& context, sv line);
    void dispatch(Context& context, sv line);
    void advance(Context& context);
    void logFault(const Context& context, sv keyword, sv detail);

    void ok(sv text);
    void refuse(sv text);
    /// A refusal of what no right client sends, or of a login: too many end the connection.
    void wrong(sv text);

    void onCapa(Context&, sv argument);
    void onUser(Context&, sv argument);
    void onPass(Context& context, sv argument);
    void onAuth(Context& context, sv argument);
    void onResponse(Context& context, sv line);
    void onStls(Context&, sv argument);
    void onUtf8(Context&, sv argument);
    void onStat(Context&, sv argument);
    void onList(Context&, sv argument);
    void onUidl(Context&, sv argument);
    void onRetr(Context& context, sv argument);
    void onTop(Context& context, sv argument);
    void onDele(Context&, sv argument);
    void onNoop(Context&, sv argument);
    void onRset(Context&, sv argument);
    void onQuit(Context& context, sv argument);

    bool mayLogin() const { return !_settings->disablePlaintextAuth || _peer.isLocal || _isTls; }

    bool canStartTls() const { return _settings->hasTls && !_isTls; }

    void login(Context& context, const gateway::Credentials& credentials);
    void plain(Context& context, sv response);
    void refusePlaintext();
    /// False after a refusal.
    bool takesNoArgument(sv argument);
    /// Null after a refusal.
    const Maildrop::Message* findMessage(std::optional<std::uint32_t> number);
    void listing(sv argument, Column column);
    void sendMessage(Context& context, const Maildrop::Message& message, sv greeting,
                     DotWriter writer);

    Gateway& _gateway;
    const std::shared_ptr<const Settings> _settings;
    net::Connection _connection;
    gateway::Output _out;
    const gateway::Peer _peer;
    kc_id _principal = 0;              // who logged in: every call is made for it
    std::string _user;                 // named by USER, then who logged in
    std::optional<Maildrop> _maildrop; // in state Transaction
    std::unique_ptr<Answer> _answer;   // of the command at hand
    std::optional<std::string> _late;  // a refusal that waits
    std::uint64_t _failures = 0;
    State _state = State::Authorization;
    bool _isTls;
    bool _tlsDue = false;
    bool _awaitsResponse = false; // the next line is a SASL response
    bool _skipsLine = false;      // the rest of a line that was too long
};

} // namespace kc::pop3
