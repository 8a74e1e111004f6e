// SPDX-License-Identifier: Apache-2.0
// The patterns of LIST and LSUB (RFC 3501 §6.3.8): "*" is any text, "%" any text without "/". Time
// is bounded by pattern length × name length, whatever the wildcards.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kc::imap
{

class MailboxPattern
{
public:
    explicit MailboxPattern(sv pattern);

    /// `name` in the form of the pattern, modified UTF-7 or UTF-8. INBOX matches in any case.
    bool matches(sv name);

    /// Longer patterns are refused by the command.
    static constexpr std::size_t kMaxBytes = 2048;

private:
    void addReachable(std::size_t state);
    void step(char c, bool ignoreCase);

    std::string _pattern; // runs of wildcards made one
    std::vector<std::uint8_t> _now, _next;
};

} // namespace kc::imap
