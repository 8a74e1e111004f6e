// SPDX-License-Identifier: Apache-2.0
// One mail transaction: from MAIL to the answers after DATA.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/status.hpp>

#include <string>
#include <vector>

namespace kc::lmtp
{

/// A successful RCPT: it gets an answer of its own (RFC 2033 §4.2).
struct Addressee
{
    std::string mailbox;   // as the client wrote it
    std::size_t recipient; // place in Transaction::recipients()
};

class Transaction
{
public:
    void begin(sv sender, std::uint64_t announcedOctets);
    void reset();

    /// A principal that is named twice is delivered to once and answered twice.
    void add(sv mailbox, kc_id principal, sv login);

    bool isOpen() const { return _isOpen; }

    const std::string& sender() const { return _sender; }

    std::uint64_t announcedOctets() const { return _announcedOctets; }

    /// In the order of the RCPT commands.
    const std::vector<Addressee>& addressees() const { return _addressees; }

    const std::vector<kc_recipient>& recipients() const { return _recipients; }

    const std::string& login(std::size_t recipient) const { return _logins[recipient]; }

private:
    bool _isOpen = false;
    std::string _sender;
    std::uint64_t _announcedOctets = 0;
    std::vector<Addressee> _addressees;
    std::vector<kc_recipient> _recipients;
    std::vector<std::string> _logins; // one for each recipient
};

} // namespace kc::lmtp
