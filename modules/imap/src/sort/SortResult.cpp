// SPDX-License-Identifier: Apache-2.0
// See SortResult.h.
#include "SortResult.h"

#include "command/SetArg.h"
#include "mailbox/MailboxView.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kc::imap
{

bool SortResult::add(const kc_message& message)
{
    if (_found.size() == kMaxSorted)
        return false;
    _found.push_back({_program.keyOf(message), message.uid});
    _highest = std::max(_highest, message.modseq);
    return true;
}

void SortResult::complete(MailboxView& view, const std::string& tag)
{
    std::sort(_found.begin(), _found.end(),
              [](const Found& a, const Found& b)
              { return std::tie(a.key, a.uid) < std::tie(b.key, b.uid); });
    std::vector<std::uint32_t> numbers;
    for (const Found& found : std::exchange(_found, {}))
        numbers.push_back(_form.numbering == Numbering::Uid ? found.uid : view.numberOf(found.uid));
    say(_form.wanted.extended ? extended(numbers, tag) : plain(numbers));
}

std::string SortResult::plain(const std::vector<std::uint32_t>& numbers) const
{
    std::string line = "* SORT";
    for (const std::uint32_t number : numbers)
        line.append(" ").append(std::to_string(number));
    if (_form.tellsModseq && !numbers.empty())
        line.append(" (MODSEQ ").append(std::to_string(_highest)).append(")");
    return line.append("\r\n");
}

/// RFC 5267 §3.1: MIN and MAX are the first and the last in order.
std::string SortResult::extended(const std::vector<std::uint32_t>& numbers,
                                 const std::string& tag) const
{
    const SearchReturn& wanted = _form.wanted;
    const bool any = !numbers.empty();
    std::string line = "* ESEARCH (TAG \"" + tag + "\")";
    const auto tell = [&](bool isWanted, sv name, const std::string& value)
    {
        if (isWanted)
            line.append(" ").append(name).append(" ").append(value);
    };
    if (_form.numbering == Numbering::Uid)
        line.append(" UID");
    tell(wanted.min && any, "MIN", any ? std::to_string(numbers.front()) : "");
    tell(wanted.max && any, "MAX", any ? std::to_string(numbers.back()) : "");
    UidListWriter all;
    for (const std::uint32_t number : numbers)
        all.add(number);
    tell(wanted.all && any, "ALL", all.finish());
    tell(wanted.count, "COUNT", std::to_string(numbers.size()));
    tell(_form.tellsModseq && any, "MODSEQ", std::to_string(_highest));
    return line.append("\r\n");
}

} // namespace kc::imap
