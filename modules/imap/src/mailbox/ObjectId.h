// SPDX-License-Identifier: Apache-2.0
// The store's ids as clients see them (RFC 8474 §3, and so JMAP's ids): a letter, then the number,
// since RFC 8620 §1.2 advises against digits first.
#pragma once

#include <kc/abi/base.h>

#include <string>

namespace kc::imap
{

inline std::string mailboxId(kc_id mailbox)
{
    return "F" + std::to_string(mailbox);
}

inline std::string emailId(kc_id email)
{
    return "M" + std::to_string(email);
}

} // namespace kc::imap
