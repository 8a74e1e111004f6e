// SPDX-License-Identifier: Apache-2.0
// See ThreadMessages.h.
#include "ThreadMessages.h"

#include "sort/SummaryText.h"

#include <kc/config.hpp>
#include <kc/mime/MessageId.h>
#include <kc/mime/Summary.h>

#include <algorithm>
#include <optional>

namespace kc::imap
{

namespace
{

/// A message identifier is compared by so many octets (RFC 5322 §2.1.1: a line has 998).
constexpr std::size_t kMessageIdBytes = 998;

std::optional<std::string> firstId(const std::optional<std::string>& value)
{
    auto ids = value ? mime::messageIds(*value, 1) : std::vector<std::string>{};
    return ids.empty() ? std::nullopt : std::optional{std::move(ids.front())};
}

} // namespace

bool ThreadMessages::add(const kc_message& message)
{
    if (_messages.size() == kMaxMessages)
        return false;
    mime::BaseSubject subject = baseSubjectOf(message);
    const auto next = static_cast<std::uint32_t>(_subjects.size());
    const std::uint32_t number = _subjects.try_emplace(std::move(subject.text), next).first->second;
    ThreadMessage added{message.uid,
                        number,
                        sentSeconds(message),
                        kNoMessageId,
                        subject.isReplyOrForward,
                        _references.size(),
                        _references.size()};
    if (_links == Links::Follow)
        addLinks(message, added);
    _messages.push_back(added);
    return _ids.size() <= kMaxMessageIds && _references.size() <= kMaxReferences;
}

void ThreadMessages::sort()
{
    std::sort(_messages.begin(), _messages.end(),
              [](const ThreadMessage& a, const ThreadMessage& b) { return a.uid < b.uid; });
}

MessageIdNumber ThreadMessages::numberOf(std::string id)
{
    if (id.size() > kMessageIdBytes)
        id.resize(kMessageIdBytes);
    const auto next = static_cast<MessageIdNumber>(_ids.size());
    return _ids.try_emplace(std::move(id), next).first->second;
}

void ThreadMessages::addLinks(const kc_message& message, ThreadMessage& added)
{
    const auto summary = mime::SummaryView::parse(view(message.summary));
    if (!summary)
        return;
    mime::EnvelopeView envelope{summary->envelope};
    if (auto id = firstId(envelope.text(mime::EnvelopeElement::MessageId)))
        added.id = numberOf(std::move(*id));
    if (summary->references)
        eachWord(*summary->references,
                 [&](sv id) { _references.push_back(numberOf(std::string{id})); });
    else if (auto id = firstId(envelope.text(mime::EnvelopeElement::InReplyTo)))
        _references.push_back(numberOf(std::move(*id)));
    added.endReference = _references.size();
}

} // namespace kc::imap
