// SPDX-License-Identifier: Apache-2.0
#include "DataPhase.h"

namespace kc::lmtp
{

void DataPhase::begin(const Trace& trace, std::uint64_t announcedOctets)
{
    clear();
    _dots.reset();
    _trace.clear();
    appendTrace(_trace, trace);
    if (announcedOctets <= _maxOctets)
        _spool.expect(announcedOctets + _trace.size());
    _spool.append(_trace);
}

std::size_t DataPhase::feed(sv bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && !_dots.isDone())
    {
        const DotReader::Piece piece = _dots.next(bytes.substr(used));
        used += piece.used;
        keep(piece.text);
    }
    return used;
}

void DataPhase::keep(sv text)
{
    if (_objection || text.empty())
        return;
    _octets += text.size();
    if (_octets > _maxOctets)
        return drop(kTooBig);
    try // a full disk ends the message, not the session
    {
        _spool.append(text);
    }
    catch (const Fault& fault)
    {
        _fault = fault.what();
        drop(kNoSpace);
    }
}

void DataPhase::drop(const Reply& objection)
{
    _objection = objection;
    _spool.clear();
}

std::optional<Reply> DataPhase::objection()
{
    if (_objection)
        return _objection;
    _facts = inspectHeader(head());
    if (_facts.hops > kMaxHops)
        _objection = kLoop;
    return _objection;
}

sv DataPhase::head() const
{
    return sv{_spool.head()}.substr(_trace.size());
}

sv DataPhase::header() const
{
    return head().substr(0, headerOctets(head()));
}

void DataPhase::prepend(sv fields)
{
    _spool.insert(_trace.size(), fields);
    _facts = inspectHeader(head());
}

void DataPhase::clear()
{
    _facts = {};
    _spool.clear();
    _objection.reset();
    _fault.clear();
    _octets = 0;
}

} // namespace kc::lmtp
