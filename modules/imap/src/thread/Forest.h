// SPDX-License-Identifier: Apache-2.0
// Threads of messages as trees, and their form in a THREAD response (RFC 5256 §3, §4). However deep
// they are, nothing recurses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kc::imap
{

/// Nodes are numbered: messages first, in mailbox order, then dummies, which are always at the top
/// and have messages below them; those that have none are passed over.
using ThreadNode = std::uint32_t;
inline constexpr ThreadNode kNoNode = UINT32_MAX;

struct Forest
{
    std::vector<std::int64_t> sent;  ///< of the messages
    std::vector<ThreadNode> parents; ///< of messages and dummies; kNoNode at the top

    std::size_t messages() const { return sent.size(); }

    /// "(2)(3 6 (4 23)(44 7 96))"; siblings by sent date, then by place in the mailbox (RFC 5256
    /// §2.2). `numbers` is what each message is called.
    std::string text(const std::vector<std::uint32_t>& numbers) const;
};

} // namespace kc::imap
