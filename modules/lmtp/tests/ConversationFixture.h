// SPDX-License-Identifier: Apache-2.0
// A conversation with doubles behind it: says octets, gives answers.
#pragma once

#include "Conversation.h"
#include "Doubles.h"

#include <kc/test/fake_kernel.hpp>

namespace kc::lmtp::test
{

class Talk
{
public:
    kc::test::FakeKernel kernel;
    KnownUsers directory;
    KnownMailboxes mailboxes;
    KeptMail mail;
    Settings settings{.hostName = "mx.example", .maxMessageOctets = 2000, .recipientLimit = 3};

    /// The answers to `octets`; handed over in pieces of `chunk` octets, the unused ones again.
    std::string say(sv octets, std::size_t chunk = SIZE_MAX)
    {
        Conversation& talk = conversation();
        Context context = kernel.context();
        for (std::size_t at = 0; at < octets.size();)
        {
            const sv piece = octets.substr(at, chunk);
            at += piece.size();
            _pending += piece;
            for (std::size_t used = 1; used > 0 && !_pending.empty();)
            {
                used = talk.input(context, _pending);
                _pending.erase(0, used);
                _answers += talk.output();
                talk.output().clear();
            }
        }
        return std::exchange(_answers, {});
    }

    /// LHLO and the start of a transaction to `mailboxes`; all must be accepted.
    void begin(const std::vector<std::string>& to)
    {
        say("LHLO client.example\r\nMAIL FROM:<sender@y>\r\n");
        for (const std::string& mailbox : to)
            KC_ASSERT(say("RCPT TO:<" + mailbox + ">\r\n") == "250 2.1.5 Ok\r\n");
    }

    Conversation& conversation()
    {
        if (!_conversation)
        {
            const Log log{kernel.host()};
            _hooks.emplace(Module{Init{kernel.host(), kernel.context().get(), nullptr}});
            _conversation.emplace(Services{directory, {*_hooks, mailboxes, mail, log}, log},
                                  std::make_shared<const Settings>(settings), "192.0.2.1");
        }
        return *_conversation;
    }

    std::size_t waiting() const { return _pending.size(); }

    /// The last delivered message without the trace headers; they must be there.
    std::string body() const
    {
        const std::string& message = mail.deliveries.back().message;
        const sv begin = "Return-Path: <sender@y>\r\nReceived: from client.example (192.0.2.1)\r\n"
                         "\tby mx.example (kopano-dagent) with LMTP;\r\n\t";
        KC_ASSERT(message.starts_with(begin));
        return message.substr(message.find("\r\n", begin.size()) + 2);
    }

private:
    std::optional<hooks::Chain> _hooks;
    std::optional<Conversation> _conversation;
    std::string _pending, _answers;
};

} // namespace kc::lmtp::test
