// SPDX-License-Identifier: Apache-2.0
// One IMAP connection: collects commands, runs them by the command table, tells changes, ends. Sans
// I/O: octets in, output out. It knows no command; the commands know it.
#pragma once

#include "CommandResult.h"
#include "Extensions.h"
#include "Gateway.h"
#include "Job.h"
#include "fetch/MessageCache.h"
#include "mailbox/ChangeSignal.h"
#include "mailbox/MailboxName.h"
#include "mailbox/MailboxTree.h"
#include "mailbox/MailboxView.h"
#include "wire/CommandCollector.h"
#include "wire/Output.h"

#include <kc/net.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace kc::imap
{

enum class State : std::uint8_t // bits, so that a command can be for several
{
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    Logout = 8
};

struct CommandRow;

using gateway::Peer;

class Session final : public net::Session
{
public:
    Session(Gateway& gateway, const net::Connection& connection, const kc_peer& peer);
    ~Session() override;

    Status input(Context& context, sv bytes, std::size_t& used) override;
    Status wake(Context& context) override;
    void expire(Context& context) override;
    void drain(Context& context) override;

    // What follows is for the commands.

    Gateway& gateway() const { return _gateway; }

    const Settings& settings() const { return *_settings; }

    Mail& mail() const { return _gateway.mail; }

    const Peer& peer() const { return _peer; }

    Output& out() { return _out; }

    State state() const { return _state; }

    /// Once logged in.
    const MailboxTree& mailboxes() const
    {
        KC_ASSERT(_mailboxes.has_value());
        return *_mailboxes;
    }

    /// Of the command at hand.
    const std::string& tag() const { return _tag; }

    const Extensions& extensions() const { return _extensions; }

    bool isEnabled(Extension extension) const { return _extensions.has(extension); }

    NameForm nameForm() const
    {
        return _extensions.areUtf8() ? NameForm::Utf8 : NameForm::ModifiedUtf7;
    }

    /// For the rest of the connection. Tells HIGHESTMODSEQ if that makes the client aware of
    /// modification sequences while a mailbox is selected (RFC 7162 §3.1).
    void enable(Extension extension);

    bool mayLogin() const { return !_settings->disablePlaintextAuth || _peer.isLocal || _isTls; }

    bool canStartTls() const { return _settings->hasTls && !_isTls; }

    /// Once the command is answered. RFC 3501 §6.2.1
    void startTls() { _tlsDue = true; }

    /// Once the command is answered: both directions, for the rest of the connection. RFC 4978 §3
    void compress() { _compressDue = true; }

    bool isCompressed() const { return _out.isCompressed(); }

    /// False when that user has too many connections.
    bool admits(sv user) const { return _connection.authenticated(user); }

    /// `result`, but not before `delay` has passed.
    CommandResult answerLater(CommandResult result, std::chrono::nanoseconds delay);

    void loggedIn(const gateway::LoggedIn& user);
    /// A wrong command or a failed login: too many close the connection.
    void countFailure() { ++_failures; }

    /// The selected mailbox; in state Selected only.
    MailboxView& view()
    {
        KC_ASSERT(_view != nullptr);
        return *_view;
    }

    bool isSelected(kc_id mailbox) const { return _view != nullptr && _view->id() == mailbox; }

    void select(std::unique_ptr<MailboxView> view);
    void deselect();

    /// Changes are asked for at the end of this command, whether or not the store has told of one.
    void raiseChange() { _signal.raise(); }

    /// The command at hand has sequence numbers in it, so that none may change under it.
    void holdExpunges() { _expunges = Expunges::Hold; }

    void setIdling(bool idling);
    /// The command goes on as `job`; to be answered with CommandResult::pending().
    CommandResult start(std::unique_ptr<Job> job);
    /// The command waits for a line; "+" and `prompt` are sent.
    CommandResult expectLine(std::unique_ptr<LineHandler> handler, sv prompt);
    /// No more commands: close once all is said.
    void end();

    std::unique_ptr<Spool> takeMessage() { return std::move(_message); }

    MessageCache& cache() { return _cache; }

private:
    enum class Turn : bool
    {
        Continue,
        Done
    };

    Turn take(Context& context, sv& bytes);
    Turn collect(Context& context, sv& bytes);
    void onEvent(Context& context, CollectorEvent event);
    void onRefused(sv text);
    void onComplete(Context& context, Command command);
    void dispatch(Context& context, sv line);
    void run(Context& context, const CommandRow& row, sv arguments);
    void runJob(Context& context);
    void complete(Context& context, const CommandResult& result);
    void closeIfTooManyFailures();
    void tellChanges(Context& context, Expunges expunges);
    std::string modseqCode(const CommandResult& result);
    void logFault(const Context& context, sv detail);
    /// Runs `body`; a fault becomes the command's result, logged once.
    template <class Body>
    CommandResult guarded(const Context& context, Body&& body);

    Gateway& _gateway;
    std::shared_ptr<const Settings> _settings;
    net::Connection _connection;
    Output _out;
    Peer _peer;
    CommandCollector _collector;
    std::optional<Inflater> _inflater;
    ChangeSignal _signal;
    MessageCache _cache;
    std::optional<MailboxTree> _mailboxes; // once logged in
    std::unique_ptr<MailboxView> _view;
    std::unique_ptr<Job> _job;
    std::unique_ptr<LineHandler> _lineHandler;
    std::unique_ptr<Spool> _message;    // of the command at hand
    std::optional<CommandResult> _late; // of the command at hand
    std::string _tag;
    const CommandRow* _row = nullptr;
    kc_id _principal = 0; // who logged in
    std::uint64_t _failures = 0;
    Extensions _extensions;
    State _state = State::NotAuthenticated;
    Expunges _expunges = Expunges::Tell; // of the command at hand
    bool _isTls;
    bool _tlsDue = false;
    bool _compressDue = false;
    bool _idling = false;
    bool _moreToTell = false; // the last call of tellUpdates() stopped at its limit
};

} // namespace kc::imap
