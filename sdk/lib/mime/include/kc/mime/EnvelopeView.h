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

/// The views point into the envelope, which must outlive it. Allocates nothing.
class EnvelopeView
{
public:
    explicit EnvelopeView(std::string_view envelope) noexcept;

    /// Date, subject, in-reply-to or message-id; nothing for NIL.
    std::optional<std::string> text(EnvelopeElement element) const;

    /// Addresses of one of the other elements, groups opened and closed; the first `max`.
    std::vector<Address> addresses(EnvelopeElement element, std::size_t max = 20'000) const;

    /// The element as it is written: an nstring or a list.
    std::string_view raw(EnvelopeElement element) const noexcept
    {
        return _raw[static_cast<std::size_t>(element)];
    }

private:
    std::array<std::string_view, 10> _raw;
};

} // namespace kc::mime
