// SPDX-License-Identifier: Apache-2.0
// See Threading.h.
#include "Threading.h"

#include "LinkedIds.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace kc::imap
{

namespace
{

/// Step 5: threads with one base subject become one.
class SubjectMerger
{
public:
    SubjectMerger(const ThreadMessages& messages, Forest& forest)
        : _messages{messages.messages()}, _forest{forest}
    {
    }

    void merge()
    {
        sortTops();
        for (const Top& top : _tops) // 5.B
            enter(top);
        for (const Top& top : _tops) // 5.C
            mergeTop(top);
        redirectChildren();
    }

private:
    /// A message or a dummy under the root, and the message that says its subject and date.
    struct Top
    {
        ThreadNode node, first;
    };

    bool isDummy(ThreadNode node) const { return node >= _forest.messages(); }

    bool isEarlier(ThreadNode a, ThreadNode b) const
    {
        return std::tuple{_forest.sent[a], a} < std::tuple{_forest.sent[b], b};
    }

    std::uint32_t subjectOf(const Top& top) const { return _messages[top.first].subject; }

    bool isReply(const Top& top) const { return _messages[top.first].isReply; }

    /// Step 4.
    void sortTops()
    {
        std::vector<ThreadNode> firsts(_forest.parents.size(), kNoNode);
        for (ThreadNode node = 0; node < _forest.messages(); ++node)
        {
            const ThreadNode parent = _forest.parents[node];
            if (parent == kNoNode)
                _tops.push_back({node, node});
            else if (isDummy(parent) &&
                     (firsts[parent] == kNoNode || isEarlier(node, firsts[parent])))
                firsts[parent] = node;
        }
        for (auto node = static_cast<ThreadNode>(_forest.messages()); node < firsts.size(); ++node)
            if (firsts[node] != kNoNode)
                _tops.push_back({node, firsts[node]});
        std::sort(_tops.begin(), _tops.end(),
                  [&](const Top& a, const Top& b) { return isEarlier(a.first, b.first); });
    }

    void enter(const Top& top)
    {
        const std::uint32_t subject = subjectOf(top);
        if (subject == 0)
            return;
        if (_table.size() <= subject)
            _table.resize(subject + 1, Top{kNoNode, kNoNode});
        Top& entry = _table[subject];
        const bool replaces =
            entry.node == kNoNode ||
            (!isDummy(entry.node) && (isDummy(top.node) || (isReply(entry) && !isReply(top))));
        if (replaces)
            entry = top;
    }

    void mergeTop(const Top& top)
    {
        const std::uint32_t subject = subjectOf(top);
        if (subject == 0 || _table[subject].node == top.node)
            return;
        Top& entry = _table[subject];
        if (isDummy(entry.node) && isDummy(top.node))
        {
            _heirs.resize(_forest.parents.size(), kNoNode);
            _heirs[top.node] = entry.node;
        }
        else if (isDummy(entry.node) || (isReply(top) && !isReply(entry)))
            _forest.parents[top.node] = entry.node;
        else
            gather(entry, top);
    }

    /// Both become children of a new dummy.
    void gather(Top& entry, const Top& top)
    {
        const auto dummy = static_cast<ThreadNode>(_forest.parents.size());
        _forest.parents.push_back(kNoNode);
        _forest.parents[entry.node] = _forest.parents[top.node] = dummy;
        entry = {dummy, isEarlier(entry.first, top.first) ? entry.first : top.first};
    }

    /// The children of dummies that were merged into others; those never are merged again.
    void redirectChildren()
    {
        for (ThreadNode& parent : _forest.parents)
            if (parent != kNoNode && parent < _heirs.size() && _heirs[parent] != kNoNode)
                parent = _heirs[parent];
    }

    const std::vector<ThreadMessage>& _messages;
    Forest& _forest;
    std::vector<Top> _tops;
    std::vector<Top> _table;        // by subject
    std::vector<ThreadNode> _heirs; // of dummies
};

Forest datedForest(const ThreadMessages& messages)
{
    Forest forest;
    for (const ThreadMessage& message : messages.messages())
        forest.sent.push_back(message.sent);
    forest.parents.resize(forest.sent.size(), kNoNode);
    return forest;
}

} // namespace

Forest threadByReferences(const ThreadMessages& messages)
{
    Forest forest = datedForest(messages);
    LinkedIds{messages}.plant(forest);
    SubjectMerger{messages, forest}.merge();
    return forest;
}

Forest threadBySubject(const ThreadMessages& messages)
{
    Forest forest = datedForest(messages);
    const auto& all = messages.messages();
    std::vector<ThreadNode> order(all.size());
    std::iota(order.begin(), order.end(), ThreadNode{0});
    std::sort(order.begin(), order.end(),
              [&](ThreadNode a, ThreadNode b)
              {
                  return std::tuple{all[a].subject, all[a].sent, a} <
                         std::tuple{all[b].subject, all[b].sent, b};
              });
    ThreadNode first = kNoNode;
    for (const ThreadNode node : order)
    {
        if (first == kNoNode || all[first].subject != all[node].subject)
            first = node;
        else
            forest.parents[node] = first;
    }
    return forest;
}

} // namespace kc::imap
