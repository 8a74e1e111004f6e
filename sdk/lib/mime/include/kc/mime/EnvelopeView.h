// SPDX-License-Identifier: Apache-2.0
// Reads back what renderEnvelope wrote, one element at a time: listing, searching and sorting a
// mailbox look at a summary's envelope and want little of it. Total: of what is no envelope, what
// was understood. Texts are as in the message, not decoded.
#pragma once

#include <kc/mime/Address.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

enum class EnvelopeElement : std::uint8_t
{
    Date,
    Subject,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    InReplyTo,
    MessageId
};

/// Points into the envelope, which must outlive it, and reads as far as it is asked.
class EnvelopeView
{
public:
    explicit EnvelopeView(std::string_view envelope) noexcept;

    /// Date, subject, in-reply-to or message-id; nothing for NIL.
    std::optional<std::string> text(EnvelopeElement element);

    /// Addresses of one of the other elements, groups opened and closed; the first `max`.
    std::vector<Address> addresses(EnvelopeElement element, std::size_t max = 20'000);

    /// The element as it is written: an nstring or a list.
    std::string_view raw(EnvelopeElement element) noexcept;

private:
    std::array<std::string_view, 10> _raw; // the first _known are known
    std::string_view _rest;
    std::size_t _known = 0;
};

} // namespace kc::mime
