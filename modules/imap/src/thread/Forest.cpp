// SPDX-License-Identifier: Apache-2.0
// See Forest.h. The children of each node lie side by side in one sorted list of all nodes.
#include "Forest.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace kc::imap
{

namespace
{

class Writer
{
public:
    explicit Writer(const Forest& forest) : _forest{forest}, _first(forest.parents.size())
    {
        std::iota(_first.begin(), _first.end(), ThreadNode{0});
        findFirstChildren();
        sortSiblings();
    }

    std::string write(const std::vector<std::uint32_t>& numbers)
    {
        push(kNoNode, true);
        while (!_open.empty())
        {
            Level& level = _open.back();
            if (level.next == level.end)
            {
                _open.pop_back();
                if (!_open.empty() && _open.back().inParentheses)
                    _text.push_back(')');
                continue;
            }
            writeNode(_order[level.next++], numbers);
        }
        return std::move(_text);
    }

private:
    /// Siblings that are being written.
    struct Level
    {
        std::size_t next, end; ///< in _order
        bool inParentheses;    ///< each of them
    };

    bool isEarlier(ThreadNode a, ThreadNode b) const
    {
        return std::tuple{_forest.sent[a], a} < std::tuple{_forest.sent[b], b};
    }

    /// RFC 5256 §3, step 4: a dummy goes by its first child. Its children are messages.
    void findFirstChildren()
    {
        for (ThreadNode node = 0; node < _forest.messages(); ++node)
        {
            const ThreadNode parent = _forest.parents[node];
            const bool ofDummy = parent != kNoNode && parent >= _forest.messages();
            if (ofDummy && (_first[parent] == parent || isEarlier(node, _first[parent])))
                _first[parent] = node;
        }
    }

    void sortSiblings()
    {
        _order.resize(_forest.parents.size());
        std::iota(_order.begin(), _order.end(), ThreadNode{0});
        std::erase_if(_order, [&](ThreadNode node) { return isChildless(node); });
        std::sort(_order.begin(), _order.end(),
                  [&](ThreadNode a, ThreadNode b)
                  {
                      const ThreadNode above = _forest.parents[a];
                      const ThreadNode other = _forest.parents[b];
                      return above != other ? above < other : isEarlier(_first[a], _first[b]);
                  });
    }

    /// A dummy that nothing is below of is none.
    bool isChildless(ThreadNode node) const
    {
        return node >= _forest.messages() && _first[node] == node;
    }

    void push(ThreadNode parent, bool inParentheses)
    {
        const auto [begin, end] = childrenOf(parent);
        _open.push_back({begin, end, inParentheses});
    }

    std::pair<std::size_t, std::size_t> childrenOf(ThreadNode parent) const
    {
        const auto begin = std::lower_bound(_order.begin(), _order.end(), parent,
                                            [&](ThreadNode node, ThreadNode p)
                                            { return _forest.parents[node] < p; });
        const auto end = std::upper_bound(begin, _order.end(), parent,
                                          [&](ThreadNode p, ThreadNode node)
                                          { return p < _forest.parents[node]; });
        return {begin - _order.begin(), end - _order.begin()};
    }

    /// thread-members: a chain is told with blanks, a fork with parentheses.
    void writeNode(ThreadNode node, const std::vector<std::uint32_t>& numbers)
    {
        if (_open.back().inParentheses)
            _text.push_back('(');
        const bool isMessage = node < _forest.messages();
        if (isMessage)
            _text.append(std::to_string(numbers[node]));
        const auto [begin, end] = childrenOf(node);
        if (isMessage && begin != end)
            _text.push_back(' ');
        _open.push_back({begin, end, end - begin > 1});
    }

    const Forest& _forest;
    std::vector<ThreadNode> _first; // of a dummy its first child, else the message
    std::vector<ThreadNode> _order;
    std::vector<Level> _open;
    std::string _text;
};

} // namespace

std::string Forest::text(const std::vector<std::uint32_t>& numbers) const
{
    return Writer{*this}.write(numbers);
}

} // namespace kc::imap
