// SPDX-License-Identifier: Apache-2.0
// Steps 1 to 3 of THREAD=REFERENCES (RFC 5256 §3): message identifiers linked as parents and
// children by what messages refer to, then the identifiers that no message has taken out again.
#pragma once

#include "Forest.h"
#include "ThreadMessages.h"

#include <vector>

namespace kc::imap
{

class LinkedIds
{
public:
    explicit LinkedIds(const ThreadMessages& messages);

    /// Sets the parents of the messages, and adds dummies for messages with a common ancestor that
    /// is not there.
    void plant(Forest& forest) const;

private:
    /// In the tree of identifiers: one for each identifier, then one for each message without, or
    /// with one that an earlier message has.
    using Node = std::uint32_t;

    void nameMessages(const ThreadMessages& messages);
    void linkReferences(const ThreadMessages& messages, Node node, const ThreadMessage& message);
    void setParent(Node child, Node parent);
    bool isBelow(Node node, Node ancestor) const;
    std::vector<Node> nearest() const;

    std::vector<Node> _nodes;           // of the messages
    std::vector<ThreadNode> _messageOf; // kNoNode: a dummy
    std::vector<Node> _parents;         // kNoNode: none
    std::vector<std::uint32_t> _children;
};

} // namespace kc::imap
