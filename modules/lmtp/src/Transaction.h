// SPDX-License-Identifier: Apache-2.0
// One mail transaction: from MAIL to the answers after DATA.
#pragma once

#include "CommandLine.h"

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
    void begin(sv sender, const MailParameters& parameters);
    void reset();

    /// Who a successful RCPT names.
    struct Target
    {
        kc_id principal;
        sv login;
        sv folder; // of the detail; empty: the inbox
    };

    /// A principal that is named twice for one folder is delivered to once and answered twice.
    void add(sv mailbox, const Target& target);

    bool isOpen() const { return _isOpen; }

    const std::string& sender() const { return _sender; }

    std::uint64_t announcedOctets() const { return _parameters.size.value_or(0); }

    bool isUtf8() const { return _parameters.isUtf8; }

    bool isBinary() const { return _parameters.isBinary; }

    /// Chunks have begun: no more RCPT, no DATA (RFC 3030 §2).
    bool isChunked() const { return _isChunked; }

    void beginChunks() { _isChunked = true; }

    /// In the order of the RCPT commands.
    const std::vector<Addressee>& addressees() const { return _addressees; }

    const std::vector<kc_recipient>& recipients() const { return _recipients; }

    const std::string& login(std::size_t recipient) const { return _logins[recipient]; }

    /// Where it goes unless a hook says otherwise; empty: the inbox.
    const std::string& folder(std::size_t recipient) const { return _folders[recipient]; }

private:
    bool _isOpen = false;
    bool _isChunked = false;
    std::string _sender;
    MailParameters _parameters;
    std::vector<Addressee> _addressees;
    std::vector<kc_recipient> _recipients;
    std::vector<std::string> _logins;  // one for each recipient
    std::vector<std::string> _folders; // the same
};

} // namespace kc::lmtp
