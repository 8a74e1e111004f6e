// SPDX-License-Identifier: Apache-2.0
// See Session.h: the commands of the transaction state, and QUIT.
#include "Session.h"

namespace kc::pop3
{

void Session::onStat(Context&, sv argument)
{
    if (takesNoArgument(argument))
        ok(std::to_string(_maildrop->count()) + ' ' + std::to_string(_maildrop->octets()));
}

void Session::onList(Context&, sv argument)
{
    listing(argument, Column::Octets);
}

void Session::onUidl(Context&, sv argument)
{
    listing(argument, Column::UniqueId);
}

void Session::listing(sv argument, Column column)
{
    const auto words = parseWords(argument, 0, 1);
    if (!words)
        return wrong("Syntax: one message number or none");
    if (words->first.empty())
    {
        ok(std::to_string(_maildrop->count()) + " messages");
        _answer = std::make_unique<ListingAnswer>(*_maildrop, column);
        return;
    }
    const auto number = parseNumber(words->first);
    if (findMessage(number) != nullptr)
        ok(scanLine(*_maildrop, *number, column));
}

void Session::onRetr(Context& context, sv argument)
{
    const auto words = parseWords(argument, 1, 1);
    if (!words)
        return wrong("Syntax: RETR number");
    if (const auto* const message = findMessage(parseNumber(words->first)))
        sendMessage(context, *message, std::to_string(message->octets) + " octets", DotWriter{});
}

void Session::onTop(Context& context, sv argument)
{
    const auto words = parseWords(argument, 2, 2);
    const auto lines = words ? parseNumber(words->second) : std::nullopt;
    if (!lines)
        return wrong("Syntax: TOP number lines");
    if (const auto* const message = findMessage(parseNumber(words->first)))
        sendMessage(context, *message, "Header and lines follow", DotWriter{*lines});
}

void Session::sendMessage(Context& context, const Maildrop::Message& message, sv greeting,
                          DotWriter writer)
{
    auto reader = _maildrop->read(context, _gateway.mail, message);
    if (!reader)
        return refuse("No such message any more"); // another client was faster
    ok(greeting);
    _answer = std::make_unique<MessageAnswer>(std::move(*reader), writer);
}

void Session::onDele(Context&, sv argument)
{
    const auto words = parseWords(argument, 1, 1);
    if (!words)
        return wrong("Syntax: DELE number");
    const auto number = parseNumber(words->first);
    if (findMessage(number) == nullptr)
        return;
    _maildrop->remove(*number);
    ok("Message will be deleted by QUIT");
}

void Session::onNoop(Context&, sv argument)
{
    if (takesNoArgument(argument))
        ok("Nothing done");
}

void Session::onRset(Context&, sv argument)
{
    if (!takesNoArgument(argument))
        return;
    _maildrop->reset();
    ok("Nothing will be deleted");
}

/// RFC 1939 §6: whatever comes of the deletions, the connection ends.
void Session::onQuit(Context& context, sv argument)
{
    if (!takesNoArgument(argument))
        return;
    _state = State::Finished;
    const std::uint32_t deletions = _maildrop ? _maildrop->deletions() : 0;
    if (deletions == 0)
        return ok("Bye");
    if (!_maildrop->update(context, _gateway.mail))
        return refuse("[SYS/TEMP] Some deleted messages were not removed");
    _gateway.log.info(
        context, "POP3 messages deleted",
        {{"user", _user}, {"peer", _peer.address}, {"messages", std::uint64_t{deletions}}});
    ok("Bye, " + std::to_string(deletions) + " messages deleted");
}

bool Session::takesNoArgument(sv argument)
{
    const bool isNone = parseWords(argument, 0, 0).has_value();
    if (!isNone)
        wrong("This command has no argument");
    return isNone;
}

const Maildrop::Message* Session::findMessage(std::optional<std::uint32_t> number)
{
    const Maildrop::Message* const found = number ? _maildrop->find(*number) : nullptr;
    if (found == nullptr)
        refuse("No such message");
    return found;
}

} // namespace kc::pop3
