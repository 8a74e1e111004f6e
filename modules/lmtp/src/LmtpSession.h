// SPDX-License-Identifier: Apache-2.0
// A conversation on a connection of the kernel's.
#pragma once

#include "Conversation.h"

#include <kc/net.hpp>

namespace kc::lmtp
{

class LmtpSession final : public net::Session
{
public:
    LmtpSession(const net::Connection& connection, const Services& services, SettingsPtr settings,
                sv clientAddress);

    Status input(Context& context, sv bytes, std::size_t& used) override;
    void expire(Context&) override;
    void drain(Context&) override;

private:
    bool flush();

    net::Connection _connection;
    Conversation _conversation;
};

} // namespace kc::lmtp
