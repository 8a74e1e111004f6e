// SPDX-License-Identifier: Apache-2.0
// What a THREAD found, as trees (RFC 5256 §4).
#pragma once

#include "Threading.h"
#include "search/SearchResult.h"

namespace kc::imap
{

enum class Numbering : bool;

class ThreadResult final : public LineResult
{
public:
    enum class Algorithm : bool
    {
        OrderedSubject,
        References
    };

    ThreadResult(Algorithm algorithm, Numbering numbering)
        : _messages{algorithm == Algorithm::References ? ThreadMessages::Links::Follow
                                                       : ThreadMessages::Links::Ignore},
          _algorithm{algorithm},
          _numbering{numbering}
    {
    }

    std::uint32_t storeFields() const override { return KC_MESSAGE_SUMMARY; }

    bool add(const kc_message& message) override { return _messages.add(message); }

    void complete(MailboxView& view, const std::string& tag) override;

    sv completed() const override { return "THREAD completed"; }

private:
    ThreadMessages _messages;
    Algorithm _algorithm;
    Numbering _numbering;
};

} // namespace kc::imap
