// SPDX-License-Identifier: Apache-2.0
// See ReadAhead.h.
#include "ReadAhead.h"

namespace kc::imap
{

namespace
{

constexpr std::uint64_t kOctetsAhead = 256 * 1024;

} // namespace

void ReadAhead::expect(UidRanges uids)
{
    _opened.clear();
    _rest = UidCursor{std::move(uids)};
}

std::optional<Reader> ReadAhead::open(Mail& mail, Context& context, kc_id mailbox,
                                      std::uint32_t uid)
{
    while (!_opened.empty() && _opened.front().uid < uid)
        _opened.pop_front();
    if (_opened.empty())
    {
        _rest.passed(uid - 1);
        fill(mail, context, mailbox);
    }
    if (_opened.empty() || _opened.front().uid != uid)
        return std::nullopt;
    Reader reader = std::move(_opened.front().reader);
    _opened.pop_front();
    return reader;
}

void ReadAhead::fill(Mail& mail, Context& context, kc_id mailbox)
{
    if (_rest.atEnd())
        return;
    const auto take = [&](const kc_opened& opened) {
        _opened.push_back({opened.uid, Reader{opened.message}});
    };
    try
    {
        const Status status = mail.openEach(context, mailbox, _rest.rest(), kOctetsAhead, take);
        if (status.ok() && _opened.empty())
            _rest.finish(); // all are gone
    }
    catch (const Fault&) // not a fence: those before the damaged one are good; it is met again
    {
        if (_opened.empty())
            throw;
    }
    if (!_opened.empty())
        _rest.passed(_opened.back().uid);
}

} // namespace kc::imap
