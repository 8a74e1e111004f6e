// SPDX-License-Identifier: Apache-2.0
#include "Transaction.h"

#include <algorithm>

namespace kc::lmtp
{

void Transaction::begin(sv sender, std::uint64_t announcedOctets)
{
    reset();
    _isOpen = true;
    _sender = sender;
    _announcedOctets = announcedOctets;
}

void Transaction::reset()
{
    _isOpen = false;
    _sender.clear();
    _announcedOctets = 0;
    _addressees.clear();
    _recipients.clear();
    _logins.clear();
}

void Transaction::add(sv mailbox, kc_id principal, sv login)
{
    const auto same = [principal](const kc_recipient& each) { return each.principal == principal; };
    const auto known = std::find_if(_recipients.begin(), _recipients.end(), same);
    _addressees.push_back(
        {std::string{mailbox}, static_cast<std::size_t>(known - _recipients.begin())});
    if (known != _recipients.end())
        return;
    _recipients.push_back({sizeof(kc_recipient), principal, {nullptr, 0}});
    _logins.emplace_back(login);
}

} // namespace kc::lmtp
