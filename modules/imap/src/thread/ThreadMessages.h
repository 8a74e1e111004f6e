// SPDX-License-Identifier: Apache-2.0
// What THREAD knows of the messages that were found: dates, base subjects and, as numbers, the
// message identifiers that they have and refer to. Bounded: it says when it is full.
#pragma once

#include <kc/abi/draft/store.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace kc::imap
{

/// A message identifier by number. Those that messages of the set have and those that are only
/// referred to are alike.
using MessageIdNumber = std::uint32_t;
inline constexpr MessageIdNumber kNoMessageId = UINT32_MAX;

struct ThreadMessage
{
    std::uint32_t uid;
    std::uint32_t subject; ///< equal for equal base subjects; 0: empty
    std::int64_t sent;
    MessageIdNumber id;
    bool isReply; ///< or forward, by its subject
    /// In ThreadMessages::references; the nearest ancestor last.
    std::size_t firstReference, endReference;
};

class ThreadMessages
{
public:
    enum class Links : bool
    {
        Ignore, ///< subjects are enough
        Follow
    };

    explicit ThreadMessages(Links links) : _links{links} { _subjects.emplace("", 0); }

    /// Needs facts and summary. False when there are too many.
    bool add(const kc_message& message);

    /// Into mailbox order; before they are threaded.
    void sort();

    const std::vector<ThreadMessage>& messages() const { return _messages; }

    const std::vector<MessageIdNumber>& references() const { return _references; }

    /// Numbers are below it.
    std::uint32_t messageIds() const { return static_cast<std::uint32_t>(_ids.size()); }

    static constexpr std::size_t kMaxMessages = 200'000;
    static constexpr std::size_t kMaxMessageIds = 1'000'000;
    static constexpr std::size_t kMaxReferences = 4'000'000;

private:
    MessageIdNumber numberOf(std::string id);
    void addLinks(const kc_message& message, ThreadMessage& added);

    Links _links;
    std::vector<ThreadMessage> _messages;
    std::vector<MessageIdNumber> _references;
    std::unordered_map<std::string, MessageIdNumber> _ids;
    std::unordered_map<std::string, std::uint32_t> _subjects;
};

} // namespace kc::imap
