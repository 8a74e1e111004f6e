// SPDX-License-Identifier: Apache-2.0
#include "Transaction.h"

namespace kc::lmtp
{

void Transaction::begin(sv sender, const MailParameters& parameters)
{
    reset();
    _isOpen = true;
    _sender = sender;
    _parameters = parameters;
}

void Transaction::reset()
{
    _isOpen = false;
    _isChunked = false;
    _sender.clear();
    _parameters = {};
    _addressees.clear();
    _recipients.clear();
    _logins.clear();
    _folders.clear();
}

void Transaction::add(sv mailbox, const Target& target)
{
    std::size_t place = 0;
    while (place < _recipients.size() &&
           (_recipients[place].principal != target.principal || _folders[place] != target.folder))
        ++place;
    _addressees.push_back({std::string{mailbox}, place});
    if (place < _recipients.size())
        return;
    _recipients.push_back({sizeof(kc_recipient), target.principal, {nullptr, 0}});
    _logins.emplace_back(target.login);
    _folders.emplace_back(target.folder);
}

} // namespace kc::lmtp
