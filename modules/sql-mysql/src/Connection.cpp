// SPDX-License-Identifier: Apache-2.0
#include "Connection.h"

#include <cstring>

namespace kc::mysql
{

Connection::Connection(Server& server, StatementList& texts, Access access)
    : _server{server}, _texts{texts}, _access{access}, _native{server.connect(access)}
{
}

void Connection::reopen()
{
    _isLost = true;
    _reading = nullptr;
    _statements.clear(); // while their connection is still there to be told
    _native = _server.connect(_access);
    _isLost = false;
}

Statement* Connection::statement(std::int32_t number, Failure& failure)
{
    const auto place = static_cast<std::size_t>(number);
    if (number >= 0 && place < _statements.size() && _statements[place] != nullptr)
        return _statements[place].get();
    const std::string* const text = _texts.find(number);
    if (text == nullptr)
        throw Fault{KC_EBUG, "there is no statement " + std::to_string(number)};
    auto made = std::make_unique<Statement>(*text);
    failure = made->compile(_native.get());
    if (failure)
        return nullptr;
    if (place >= _statements.size())
        _statements.resize(place + 1);
    _statements[place] = std::move(made);
    return _statements[place].get();
}

Failure Connection::settle()
{
    if (_reading == nullptr)
        return {};
    Statement& reading = *_reading;
    _reading = nullptr;
    return reading.keepRows();
}

Failure Connection::control(const char* text)
{
    Failure failure;
    if (mysql_real_query(_native.get(), text, std::strlen(text)) != 0)
        failure = failureOf(_native.get(), text);
    if (failure.harm == Harm::Connection)
        markLost();
    return failure;
}

} // namespace kc::mysql
