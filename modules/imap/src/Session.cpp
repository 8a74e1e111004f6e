// SPDX-License-Identifier: Apache-2.0
// See Session.h: the part that turns octets into commands and ends them. This is the fence of the
// module: what a command throws becomes its tagged NO here.
#include "Session.h"

#include "CommandTable.h"
#include "Updates.h"
#include "command/Capability.h"
#include "wire/Ascii.h"
#include <kc/secret.hpp>

namespace kc::imap
{

namespace
{

/// Steps of a job and commands of a pipeline in one callback; then others get the worker.
constexpr int kTurnsAtOnce = 16;

} // namespace

Session::Session(Gateway& gateway, const net::Connection& connection, const kc_peer& peer)
    : _gateway{gateway},
      _settings{gateway.settings()},
      _connection{connection},
      _out{connection},
      _peer{Peer::copyOf(peer)},
      _collector{kLimitsBeforeLogin, _settings->tmpPath},
      _signal{gateway.store, connection},
      _isTls{peer.is_tls != 0}
{
    _out << "* OK [CAPABILITY " << capabilities(*this) << "] ";
    if (!_settings->hostname.empty())
        _out << _settings->hostname << ' ';
    _out << "IMAP server ready\r\n";
    _out.release();
}

Session::~Session() = default;

Status Session::input(Context& context, sv bytes, std::size_t& used)
{
    const std::size_t given = bytes.size();
    context.actAs(_principal);
    _out.resume();
    Turn turn = Turn::Continue;
    for (int turns = 0; turn == Turn::Continue && turns < kTurnsAtOnce && _out.hasRoom(); ++turns)
        turn = take(context, bytes);
    used = given - bytes.size();
    _out.release();
    if (std::exchange(_tlsDue, false))
    {
        // What was sent behind STARTTLS in plain text counts for nothing (CVE-2021-33515).
        used = given;
        _isTls = _connection.startTls().ok();
        return KC_OK;
    }
    if (std::exchange(_compressDue, false))
    {
        _out.compress();
        _inflater.emplace();
        return KC_CONTINUE; // RFC 4978 §3: what comes behind the command is compressed
    }
    if (_state != State::Logout)
        return turn == Turn::Done ? KC_OK : KC_CONTINUE;
    used = given;
    _connection.finish();
    return KC_OK;
}

/// One step of the job at hand, or one event of the input.
Session::Turn Session::take(Context& context, sv& bytes)
{
    if (_state == State::Logout || _late || _tlsDue || _compressDue)
        return Turn::Done;
    if (_job)
    {
        runJob(context);
        return Turn::Continue;
    }
    if (_idling && _view && _moreToTell)
    {
        tellChanges(context, Expunges::Tell);
        return Turn::Continue;
    }
    return collect(context, bytes);
}

/// One event of the input, or one piece of what it is when inflated.
Session::Turn Session::collect(Context& context, sv& bytes)
{
    const auto plain = _inflater ? _inflater->peek(bytes) : std::optional{bytes};
    if (!plain)
    {
        _out << "* BYE That is not compressed by DEFLATE\r\n";
        end();
        return Turn::Done;
    }
    if (plain->empty())
        return Turn::Done;
    std::size_t taken = 0;
    const CollectorEvent event = _collector.feed(*plain, taken);
    if (_inflater)
        _inflater->use(taken);
    else
        bytes.remove_prefix(taken);
    onEvent(context, event);
    return Turn::Continue;
}

void Session::onEvent(Context& context, CollectorEvent event)
{
    switch (event)
    {
    case CollectorEvent::NeedMore:
        break;
    case CollectorEvent::Complete:
        onComplete(context, _collector.take());
        break;
    case CollectorEvent::Continue:
        _out << "+ OK\r\n";
        break;
    case CollectorEvent::TooLong:
        onRefused(" BAD Command too long\r\n");
        break;
    case CollectorEvent::LiteralTooBig:
        onRefused(" BAD Literal too large\r\n");
        break;
    case CollectorEvent::MessageTooBig:
        onRefused(" NO [TOOBIG] Message too large\r\n");
        break;
    case CollectorEvent::Overflow:
        _out << "* BYE [ALERT] Literal too large\r\n";
        end();
        break;
    }
}

void Session::onRefused(sv text)
{
    Command command = _collector.take();
    const auto tag = ArgReader{command.text}.tag();
    _out << (tag && tag->size() < command.text.size() ? *tag : sv{"*"}) << text;
    wipe(command.text);
    _lineHandler.reset();
    setIdling(false);
    ++_failures;
    closeIfTooManyFailures();
}

void Session::onComplete(Context& context, Command command)
{
    _message = std::move(command.message);
    if (_lineHandler)
    {
        const auto handler = std::move(_lineHandler);
        complete(context,
                 guarded(context, [&] { return handler->line(*this, context, command.text); }));
    }
    else
        dispatch(context, command.text);
    wipe(command.text);
    _message.reset();
}

void Session::dispatch(Context& context, sv line)
{
    ArgReader args{line};
    const auto tag = args.tag();
    if (!tag || !args.space())
    {
        _tag = "*"; // RFC 3501 §7.1.3: BAD without a tag
        return complete(context, CommandResult::bad("A command begins with a tag and a space"));
    }
    _tag = *tag;
    std::string name{args.word().value_or(sv{})};
    if (equalsIgnoringCase(name, "UID") && args.space())
        name.append(" ").append(args.word().value_or(sv{}));
    _row = findCommand(name);
    if (_row == nullptr)
        return complete(context, CommandResult::bad("Unknown command"));
    if ((_row->states & static_cast<std::uint8_t>(_state)) == 0)
        return complete(context, CommandResult::bad("Not allowed in this state"));
    _expunges = _row->expunges;
    run(context, *_row, args.rest());
}

void Session::run(Context& context, const CommandRow& row, sv arguments)
{
    ArgReader args{arguments, _extensions.areUtf8() ? QuotedText::Utf8 : QuotedText::Any};
    complete(context, guarded(context, [&] { return row.handler(*this, context, args); }));
}

void Session::runJob(Context& context)
{
    std::optional<CommandResult> result;
    const CommandResult outcome = guarded(context,
                                          [&]
                                          {
                                              result = _job->step(*this, context);
                                              return result.value_or(CommandResult::pending());
                                          });
    if (outcome.completion == Completion::Pending)
        return;
    _job.reset();
    complete(context, outcome);
}

template <class Body>
CommandResult Session::guarded(const Context& context, Body&& body)
{
    try
    {
        return body();
    }
    catch (const Fault& fault)
    {
        if (_job && !_job->isBetweenResponses())
            throw; // half a response is out: the connection must end
        logFault(context, fault.what());
        return refusal(fault.code());
    }
    catch (const std::exception& exception)
    {
        if (_job && !_job->isBetweenResponses())
            throw;
        logFault(context, exception.what());
        return refusal(KC_EUNAVAIL);
    }
}

void Session::logFault(const Context& context, sv detail)
{
    _gateway.log.write(KC_LOG_ERROR, &context, "IMAP command failed",
                       {{"command", _row == nullptr ? sv{"-"} : _row->name},
                        {"peer", _peer.address},
                        {"reason", detail}});
}

void Session::complete(Context& context, const CommandResult& result)
{
    if (result.completion == Completion::Pending)
        return;
    std::string code;
    if (_view && _row != nullptr && result.completion != Completion::Bad)
    {
        tellChanges(context, _expunges);
        code = modseqCode(result);
    }
    const sv word = result.completion == Completion::Ok   ? " OK "
                    : result.completion == Completion::No ? " NO "
                                                          : " BAD ";
    _out << _tag << word << code << result.text << "\r\n";
    _row = nullptr;
    _cache.trim();
    if (result.completion == Completion::Bad)
        ++_failures;
    closeIfTooManyFailures();
}

void Session::closeIfTooManyFailures()
{
    if (_failures < _settings->maxFailedCommands || _state == State::Logout)
        return;
    _out << "* BYE Too many wrong commands\r\n";
    end();
}

/// A fault here is logged and tried again after the next command: the command itself has ended.
void Session::tellChanges(Context& context, Expunges expunges)
{
    _moreToTell = false;
    const CommandResult told = guarded(
        context,
        [&]
        {
            // A MODSEQ that was said shows a change that the watch has not told of yet.
            if (_signal.take() || _view->told().highestSaid() > _view->modseq())
                takeInChanges(context, mail(), *_view);
            _moreToTell = !tellUpdates({context, mail(), _out, _extensions}, *_view, expunges);
            return CommandResult::ok({});
        });
    if (told.completion != Completion::Ok)
        _signal.raise();
}

/// The response code of the tagged response; if that has another, an untagged one is sent for it.
std::string Session::modseqCode(const CommandResult& result)
{
    if (!isEnabled(Extension::Condstore))
        return {};
    if (result.tellsModseq)
        return "[HIGHESTMODSEQ " + std::to_string(_view->told().announce()) + "] ";
    if (const auto correct = _view->told().correction())
        _out << "* OK [HIGHESTMODSEQ " << *correct << "] All before it has been told\r\n";
    return {};
}

void Session::enable(Extension extension)
{
    const bool wasAware = isEnabled(Extension::Condstore);
    _extensions.add(extension);
    if (!wasAware && isEnabled(Extension::Condstore) && _view)
        _out << "* OK [HIGHESTMODSEQ " << _view->told().announce() << "] Highest\r\n";
}

Status Session::wake(Context& context)
{
    context.actAs(_principal);
    _out.resume();
    if (_late)
    {
        complete(context, *std::exchange(_late, std::nullopt));
        _out.release();
        if (_state == State::Logout)
            _connection.finish();
        return KC_OK;
    }
    if (!_idling || !_view || _job)
        return KC_OK;
    tellChanges(context, Expunges::Tell);
    _out.release();
    return _moreToTell ? KC_CONTINUE : KC_OK;
}

void Session::expire(Context&)
{
    if (_job && !_job->isBetweenResponses())
        return;
    _out << (_principal == 0 ? sv{"* BYE Autologout; nobody logged in\r\n"}
                             : sv{"* BYE Autologout; idle for too long\r\n"});
    _out.release();
}

void Session::drain(Context&)
{
    if (_job && !_job->isBetweenResponses())
        return;
    _out << "* BYE The server is going down\r\n";
    _out.release();
}

void Session::loggedIn(const gateway::LoggedIn& user)
{
    _principal = user.principal;
    Stores* const stores =
        _settings->publicFolders && _gateway.stores ? &*_gateway.stores : nullptr;
    _mailboxes.emplace(_gateway.store, stores, user);
    _state = State::Authenticated;
    _collector.setLimits(limitsAfterLogin(_settings->maxMessageBytes));
    _connection.setTimeout(_settings->idleTimeout);
}

void Session::select(std::unique_ptr<MailboxView> view)
{
    _view = std::move(view);
    _state = State::Selected;
    _signal.follow(_view->account(), _view->id());
}

void Session::deselect()
{
    _view.reset();
    _state = State::Authenticated;
    _signal.rest();
}

void Session::setIdling(bool idling)
{
    _idling = idling;
    _signal.setIdling(idling);
}

CommandResult Session::start(std::unique_ptr<Job> job)
{
    _job = std::move(job);
    return CommandResult::pending();
}

CommandResult Session::expectLine(std::unique_ptr<LineHandler> handler, sv prompt)
{
    _lineHandler = std::move(handler);
    _collector.expectLine();
    _out << "+ " << prompt << "\r\n";
    return CommandResult::pending();
}

CommandResult Session::answerLater(CommandResult result, std::chrono::nanoseconds delay)
{
    _late = std::move(result);
    _connection.pause();
    _connection.wakeAfter(delay);
    return CommandResult::pending();
}

void Session::end()
{
    _state = State::Logout;
}

} // namespace kc::imap
