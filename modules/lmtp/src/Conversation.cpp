// SPDX-License-Identifier: Apache-2.0
#include "Conversation.h"

#include <algorithm>
#include <ctime>

namespace kc::lmtp
{

namespace
{

/// When so much waits to be sent, input waits too.
constexpr std::size_t kOutputMark = 64 * 1024;

/// What the metric calls it.
sv outcomeName(const DeliveryOutcome& outcome)
{
    switch (outcome.reply().code.front())
    {
    case '2':
        return outcome.isDelivered() ? "delivered" : "discarded";
    case '4':
        return "deferred";
    default:
        return "refused";
    }
}

} // namespace

const Conversation::Row Conversation::kRows[] = {
    {"MAIL", &Conversation::onMail},       {"RCPT", &Conversation::onRcpt},
    {"DATA", &Conversation::onData},       {"BDAT", &Conversation::onBdat},
    {"LHLO", &Conversation::onLhlo},       {"RSET", &Conversation::onRset},
    {"QUIT", &Conversation::onQuit},       {"NOOP", &Conversation::onNoop},
    {"VRFY", &Conversation::onVrfy},       {"HELP", &Conversation::onHelp},
    {"HELO", &Conversation::onOtherHello}, {"EHLO", &Conversation::onOtherHello},
};

Conversation::Conversation(const Services& services, SettingsPtr settings, sv clientAddress)
    : _services{services},
      _settings{std::move(settings)},
      _clientAddress{clientAddress},
      _data{_settings->tmpPath, _settings->maxMessageOctets}
{
}

void Conversation::greet()
{
    reply("220 " + _settings->hostName + " LMTP server is ready");
}

std::size_t Conversation::input(Context& context, sv bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && !isFinished() && _output.size() < kOutputMark)
    {
        const sv rest = bytes.substr(used);
        const std::size_t step = _state == State::Data    ? inputData(context, rest)
                                 : _state == State::Chunk ? inputChunk(context, rest)
                                                          : inputLine(context, rest);
        if (step == 0)
            break;
        used += step;
    }
    return used;
}

/// RFC 5321 §2.3.8: only CRLF ends a line. Nothing is used until it is there.
std::size_t Conversation::inputLine(Context& context, sv bytes)
{
    const sv window = bytes.substr(0, kMaxLineOctets);
    const std::size_t end = window.find("\r\n");
    if (end != sv::npos)
    {
        if (_state == State::OverlongLine)
            _state = State::Command;
        else
            dispatch(context, bytes.substr(0, end));
        return end + 2;
    }
    if (window.size() < kMaxLineOctets)
        return 0;
    if (_state == State::Command)
    {
        _state = State::OverlongLine;
        wrong("500 5.5.2 Line too long");
    }
    return window.size() - 1; // the last octet may be the CR of the line's end
}

void Conversation::dispatch(Context& context, sv line)
{
    const auto command = parseCommand(line);
    if (!command)
        return wrong("500 5.5.2 Syntax error");
    const auto* const row =
        std::find_if(std::begin(kRows), std::end(kRows),
                     [&](const Row& each) { return equalsIgnoringCase(each.verb, command->verb); });
    if (row == std::end(kRows))
        return wrong("500 5.5.1 Command not recognized");
    try // the fence of command dispatch: a fault is temporary, whatever it is
    {
        (this->*row->handler)(context, command->argument);
    }
    catch (const std::exception& exception)
    {
        _services.log.write(KC_LOG_ERROR, &context, "Command failed, to be tried again",
                            {{"command", row->verb}, {"reason", exception.what()}});
        reply(recipientReply(KC_EUNAVAIL));
    }
}

void Conversation::onLhlo(Context&, sv argument)
{
    if (!isHostName(argument))
        return wrong("501 5.5.4 Syntax: LHLO hostname");
    _helo = argument;
    abandon();
    reply("250-" + _settings->hostName);
    reply("250-PIPELINING");
    reply("250-8BITMIME");
    reply("250-ENHANCEDSTATUSCODES");
    reply("250-SMTPUTF8");
    reply("250-CHUNKING");
    reply("250-BINARYMIME");
    reply("250 SIZE " + std::to_string(_settings->maxMessageOctets));
}

/// RFC 2033 §4.1: a client that speaks SMTP must find out.
void Conversation::onOtherHello(Context&, sv)
{
    wrong("500 5.5.1 This is LMTP, say LHLO");
}

void Conversation::onMail(Context&, sv argument)
{
    if (_helo.empty())
        return wrong("503 5.5.1 Say LHLO first");
    if (_transaction.isOpen())
        return wrong("503 5.5.1 Sender already given");
    const auto path = parsePath(argument, "FROM:");
    if (!path)
        return wrong("501 5.1.7 Bad sender's mailbox address syntax");
    MailParameters parameters;
    if (refusesParameters(parseMailParameters(path->parameters, parameters)))
        return;
    if (refusesUtf8(path->mailbox, parameters.isUtf8))
        return;
    // RFC 1870 §6.1: refused before it is sent.
    if (parameters.size.value_or(0) > _settings->maxMessageOctets)
        return reply(kTooBig);
    _transaction.begin(path->mailbox, parameters);
    reply("250 2.1.0 Ok");
}

void Conversation::onData(Context&, sv argument)
{
    if (!argument.empty())
        return wrong("501 5.5.4 Syntax: DATA");
    // RFC 2033 §4.2: without a successful RCPT, DATA must fail with 503.
    if (_transaction.addressees().empty())
        return wrong("503 5.5.1 No recipients");
    // RFC 3030 §2, §3: not after BDAT, and not for what may hold any octets.
    if (_transaction.isChunked() || _transaction.isBinary())
        return wrong("503 5.5.1 Send this message by BDAT");
    beginMessage();
    _state = State::Data;
    reply("354 Start mail input; end with <CRLF>.<CRLF>");
}

void Conversation::beginMessage()
{
    _data.begin({_transaction.sender(), _helo, _clientAddress, _settings->hostName,
                 std::time(nullptr), _transaction.isUtf8()},
                _transaction.announcedOctets());
}

std::size_t Conversation::inputData(Context& context, sv bytes)
{
    const std::size_t used = _data.feed(bytes);
    if (_data.isDone())
        finishMessage(context);
    return used;
}

/// RFC 2033 §4.2: one reply for each successful RCPT, in their order.
void Conversation::finishMessage(Context& context)
{
    _state = State::Command;
    if (const auto objection = _data.objection())
    {
        for (const Addressee& each : _transaction.addressees())
            reply(*objection, each.mailbox);
        logObjection(context, *objection);
    }
    else
    {
        answerDelivery(context);
    }
    abandon();
}

void Conversation::logObjection(const Context& context, const Reply& objection)
{
    const Log& log = _services.log;
    log.info(context, "Message refused",
             {{"sender", _transaction.sender()}, {"answer", objection.code}});
    if (!_data.fault().empty())
        log.write(KC_LOG_ERROR, &context, "A message could not be kept, to be tried again",
                  {{"reason", _data.fault()}});
}

void Conversation::abandon()
{
    _data.clear();
    _transaction.reset();
}

void Conversation::answerDelivery(Context& context)
{
    const Log& log = _services.log;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<DeliveryOutcome> outcomes =
        HookRun{context, _services.delivery, *_settings, _transaction, _clientAddress}.deliver(
            _data);
    _services.duration.observe(std::chrono::steady_clock::now() - begin);
    for (const DeliveryOutcome& each : outcomes)
        _services.deliveries.add({outcomeName(each)});
    for (const Addressee& each : _transaction.addressees())
        reply(outcomes[each.recipient].reply(), each.mailbox);
    if (!log.enabled(KC_LOG_INFO))
        return;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
    {
        const std::string& login = _transaction.login(i);
        const sv messageId = _data.facts().messageId;
        if (outcomes[i].isDelivered())
            log.info(context, "Delivered message to \"" + login + "\"",
                     {{"message_id", messageId},
                      {"size", _data.message().length()},
                      {"uid", outcomes[i].uid}});
        else if (outcomes[i].ruling.verdict == KC_HOOK_DISCARD)
            log.info(context, "Message discarded by a hook",
                     {{"message_id", messageId}, {"user", login}});
        else
            log.info(context, "Message not delivered to \"" + login + "\"",
                     {{"message_id", messageId}, {"answer", outcomes[i].reply().code}});
    }
}

void Conversation::onRset(Context&, sv)
{
    abandon();
    reply("250 2.0.0 Ok");
}

void Conversation::onNoop(Context&, sv)
{
    reply("250 2.0.0 Ok");
}

void Conversation::onVrfy(Context&, sv)
{
    reply("252 2.0.0 Cannot verify, but will take a message and try");
}

void Conversation::onHelp(Context&, sv)
{
    reply("214 2.0.0 LHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT");
}

void Conversation::onQuit(Context&, sv)
{
    reply("221 2.0.0 Bye");
    _state = State::Finished;
}

void Conversation::expire()
{
    reply("421 4.4.2 " + _settings->hostName + " Connection closed due to timeout");
    _state = State::Finished;
}

void Conversation::drain()
{
    reply("421 4.3.2 " + _settings->hostName + " Server is shutting down");
    _state = State::Finished;
}

bool Conversation::refusesParameters(ParameterError error)
{
    if (error == ParameterError::Syntax)
        wrong("501 5.5.4 Bad parameter");
    if (error == ParameterError::Unknown) // RFC 5321 §4.1.1.11
        wrong("555 5.5.4 Parameter not recognized or not implemented");
    return error != ParameterError::None;
}

void Conversation::reply(sv text)
{
    _output += text;
    _output += "\r\n";
}

void Conversation::reply(const Reply& reply)
{
    _output += reply.code;
    _output += ' ';
    _output += reply.text;
    _output += "\r\n";
}

void Conversation::reply(const Reply& reply, sv mailbox)
{
    _output += reply.code;
    _output += " <";
    _output += mailbox;
    _output += "> ";
    _output += reply.text;
    _output += "\r\n";
}

void Conversation::wrong(sv text)
{
    if (++_wrongCommands < kMaxWrongCommands)
        return reply(text);
    reply("421 4.7.0 " + _settings->hostName + " Too many wrong commands");
    _state = State::Finished;
}

} // namespace kc::lmtp
