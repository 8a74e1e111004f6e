// SPDX-License-Identifier: Apache-2.0
// See SearchAnswer.h.
#include "SearchAnswer.h"

#include "command/SetArg.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

constexpr std::size_t kNumbersTold = 5'000; // in one piece

/// All uids of a range are known to the view, so that their numbers follow one another too.
UidRanges numbersOf(const MailboxView& view, const UidRanges& uids)
{
    UidRanges numbers;
    for (const auto& [first, last] : uids)
        numbers.push_back({view.numberOf(first), view.numberOf(last)});
    normalize(numbers);
    return numbers;
}

} // namespace

bool SearchAnswer::add(const kc_message& message)
{
    addUid(_found, message.uid);
    if (_count++ == 0 || message.uid < _first.uid)
        _first = {message.uid, message.modseq};
    if (message.uid > _last.uid)
        _last = {message.uid, message.modseq};
    _highest = std::max(_highest, message.modseq);
    return true;
}

void SearchAnswer::complete(MailboxView& view, const std::string& tag)
{
    _tag = tag;
    normalize(_found);
    if (_wanted.save)
        save(view);
    if (_count == 0)
        return;
    if (_numbering == Numbering::Sequence)
        _found = numbersOf(view, _found);
    _min = _found.front().first;
    _max = _found.back().last;
}

/// RFC 5182 §2.4: the ends if only those are returned.
void SearchAnswer::save(MailboxView& view) const
{
    if (!_wanted.onlyEnds() || _count == 0)
        return view.save(_found);
    UidRanges ends;
    if (_wanted.min)
        ends.push_back({_first.uid, _first.uid});
    if (_wanted.max)
        ends.push_back({_last.uid, _last.uid});
    normalize(ends);
    view.save(std::move(ends));
}

bool SearchAnswer::tell(Output& out)
{
    if (_wanted.isSilent())
        return false;
    if (_told == 0)
    {
        begin(out);
        _told = 1;
    }
    const bool all = _count > 0 && (!_wanted.extended || _wanted.all);
    for (std::size_t written = 0; all && _told <= _found.size(); ++written)
    {
        if (written == kNumbersTold)
            return true;
        kc_uid_range& range = _found[_told - 1];
        if (_wanted.extended)
        {
            out << (_told == 1 ? sv{" ALL "} : sv{","}) << uidText({range});
            ++_told;
        }
        else
        {
            out << ' ' << range.first;
            if (range.first++ == range.last)
                ++_told;
        }
    }
    end(out);
    return false;
}

void SearchAnswer::begin(Output& out) const
{
    if (!_wanted.extended)
    {
        out << "* SEARCH";
        return;
    }
    out << "* ESEARCH (TAG \"" << _tag << "\")"; // a tag has nothing to escape: RFC 3501 §9
    if (_numbering == Numbering::Uid)
        out << " UID";
    if (_wanted.min && _count > 0)
        out << " MIN " << _min;
    if (_wanted.max && _count > 0)
        out << " MAX " << _max;
}

void SearchAnswer::end(Output& out) const
{
    if (_wanted.extended && _wanted.count)
        out << " COUNT " << _count;
    if (_tellsModseq && _count > 0 && _wanted.extended)
        out << " MODSEQ " << modseq();
    else if (_tellsModseq && _count > 0)
        out << " (MODSEQ " << modseq() << ')';
    out << "\r\n";
}

/// RFC 4731 §3.2: of the messages that are returned.
std::uint64_t SearchAnswer::modseq() const
{
    if (!_wanted.onlyEnds())
        return _highest;
    return std::max(_wanted.min ? _first.modseq : 0, _wanted.max ? _last.modseq : 0);
}

} // namespace kc::imap
