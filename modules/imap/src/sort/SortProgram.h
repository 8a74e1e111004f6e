// SPDX-License-Identifier: Apache-2.0
// The criteria of a SORT (RFC 5256 §3) and the key that they make of a message: octets whose order
// is the order of the messages.
#pragma once

#include "wire/ArgReader.h"

#include <kc/abi/draft/store.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

enum class SortKey : std::uint8_t
{
    Arrival,
    Cc,
    Date,
    From,
    Size,
    Subject,
    To
};

struct SortCriterion
{
    SortKey key;
    bool isReverse;
};

class SortProgram
{
public:
    /// "(" sort-criterion *(SP sort-criterion) ")"
    static std::optional<SortProgram> parse(ArgReader& args);

    /// Needs the message's facts and summary. Messages alike have the same key; of texts, the first
    /// 512 octets count.
    std::string keyOf(const kc_message& message) const;

private:
    std::vector<SortCriterion> _criteria;
};

} // namespace kc::imap
