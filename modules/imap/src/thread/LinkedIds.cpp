// SPDX-License-Identifier: Apache-2.0
// See LinkedIds.h.
#include "LinkedIds.h"

namespace kc::imap
{

namespace
{

/// Ancestors that are looked at for a loop. No thread of people is that deep; of what is, a link
/// stays out, so that nobody's headers can make this take quadratic time.
constexpr int kMaxAncestors = 1'000;

} // namespace

LinkedIds::LinkedIds(const ThreadMessages& messages)
{
    nameMessages(messages);
    const auto& all = messages.messages();
    for (std::size_t i = 0; i < all.size(); ++i)
        linkReferences(messages, _nodes[i], all[i]);
}

/// Step 1.A: of messages with one identifier, the first one has it.
void LinkedIds::nameMessages(const ThreadMessages& messages)
{
    _messageOf.resize(messages.messageIds(), kNoNode);
    for (const ThreadMessage& message : messages.messages())
    {
        const auto number = static_cast<ThreadNode>(_nodes.size());
        const bool isOwn = message.id != kNoMessageId && _messageOf[message.id] == kNoNode;
        const Node node = isOwn ? message.id : static_cast<Node>(_messageOf.size());
        if (isOwn)
            _messageOf[node] = number;
        else
            _messageOf.push_back(number);
        _nodes.push_back(node);
    }
    _parents.resize(_messageOf.size(), kNoNode);
    _children.resize(_messageOf.size(), 0);
}

void LinkedIds::linkReferences(const ThreadMessages& messages, Node node,
                               const ThreadMessage& message)
{
    const auto& references = messages.references();
    Node last = kNoNode;
    for (std::size_t i = message.firstReference; i < message.endReference; ++i)
    {
        // Step 1.A: a link that is there stays.
        const Node next = references[i];
        if (last != kNoNode && _parents[next] == kNoNode && !isBelow(last, next))
            setParent(next, last);
        last = next;
    }
    setParent(node, kNoNode); // step 1.B: what the message itself says counts
    if (last != kNoNode && !isBelow(last, node))
        setParent(node, last);
}

void LinkedIds::setParent(Node child, Node parent)
{
    if (_parents[child] != kNoNode)
        --_children[_parents[child]];
    _parents[child] = parent;
    if (parent != kNoNode)
        ++_children[parent];
}

/// Also for the ancestor itself, and for what is too deep to tell.
bool LinkedIds::isBelow(Node node, Node ancestor) const
{
    if (node == ancestor)
        return true;
    if (_children[ancestor] == 0)
        return false;
    for (int steps = 0; node != kNoNode; node = _parents[node])
        if (node == ancestor || ++steps > kMaxAncestors)
            return true;
    return false;
}

/// Step 3, for each node: the nearest message above it or, if there is none, the highest dummy;
/// kNoNode for what is at the top.
std::vector<LinkedIds::Node> LinkedIds::nearest() const
{
    std::vector<Node> found(_parents.size(), kNoNode);
    std::vector<bool> known(_parents.size(), false);
    std::vector<Node> path;
    for (Node start = 0; start < _parents.size(); ++start)
    {
        for (Node node = start; node != kNoNode && !known[node]; node = _parents[node])
            path.push_back(node);
        for (; !path.empty(); path.pop_back())
        {
            const Node node = path.back();
            const Node parent = _parents[node];
            const bool above = parent != kNoNode && _messageOf[parent] == kNoNode; // a dummy
            found[node] = above && found[parent] != kNoNode ? found[parent] : parent;
            known[node] = true;
        }
    }
    return found;
}

void LinkedIds::plant(Forest& forest) const
{
    const std::vector<Node> above = nearest();
    std::vector<ThreadNode> firstChild(_parents.size(), kNoNode); // of dummies at the top
    std::vector<ThreadNode> dummies(_parents.size(), kNoNode);
    for (ThreadNode message = 0; message < _nodes.size(); ++message)
    {
        const Node parent = above[_nodes[message]];
        if (parent == kNoNode)
            continue;
        if (_messageOf[parent] != kNoNode)
            forest.parents[message] = _messageOf[parent];
        else if (firstChild[parent] == kNoNode)
            firstChild[parent] = message; // step 3: an only child is promoted
        else
        {
            if (dummies[parent] == kNoNode)
            {
                dummies[parent] = static_cast<ThreadNode>(forest.parents.size());
                forest.parents.push_back(kNoNode);
                forest.parents[firstChild[parent]] = dummies[parent];
            }
            forest.parents[message] = dummies[parent];
        }
    }
}

} // namespace kc::imap
