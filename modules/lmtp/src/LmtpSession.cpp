// SPDX-License-Identifier: Apache-2.0
#include "LmtpSession.h"

namespace kc::lmtp
{

namespace
{

constexpr std::size_t kKeptOctets = 4096;

} // namespace

LmtpSession::LmtpSession(const net::Connection& connection, const Services& services,
                         SettingsPtr settings, sv clientAddress)
    : _connection{connection}, _conversation{services, std::move(settings), clientAddress}
{
    _conversation.greet();
    (void)flush();
}

/// Answers of one piece of input go out in one write.
Status LmtpSession::input(Context& context, sv bytes, std::size_t& used)
{
    used = 0;
    context.actAs(KC_ID_SYSTEM); // a delivery is the server's own business
    while (true)
    {
        const std::size_t step = _conversation.input(context, bytes.substr(used));
        used += step;
        const bool hasRoom = flush();
        if (_conversation.isFinished())
        {
            used = bytes.size();
            _connection.finish();
            return KC_OK;
        }
        if (step == 0 || used == bytes.size())
            return KC_OK;
        if (!hasRoom)
            return KC_CONTINUE;
    }
}

void LmtpSession::expire(Context&)
{
    _conversation.expire();
    (void)flush();
}

void LmtpSession::drain(Context&)
{
    _conversation.drain();
    (void)flush();
}

bool LmtpSession::flush()
{
    std::string& output = _conversation.output();
    if (output.empty())
        return true;
    const bool hasRoom = _connection.write(output);
    output.clear();
    if (output.capacity() > kKeptOctets)
        output.shrink_to_fit();
    return hasRoom;
}

} // namespace kc::lmtp
