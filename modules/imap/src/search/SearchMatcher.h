// SPDX-License-Identifier: Apache-2.0
// Evaluates a SearchProgram for one message: first with what its row says, where some keys stay
// unknown; then, only if that does not decide, with its octets.
#pragma once

#include "SearchProgram.h"

#include <kc/abi/draft/store.h>
#include <kc/stream.hpp>

#include <cstdint>
#include <vector>

namespace kc::imap
{

enum class Match : std::uint8_t
{
    No,
    Yes,
    Unknown
};

class SearchMatcher
{
public:
    explicit SearchMatcher(const SearchProgram& program) : _program{program} {}

    /// By the row alone.
    Match match(const kc_message& message);

    /// With the octets; never Unknown.
    Match match(Context& context, const kc_message& message, Reader& reader);

private:
    /// `octets` has what the octets say of each key that needs them; empty: unknown.
    Match evaluate(const kc_message& message, const std::vector<Match>& octets);
    void searchHeader(Context& context, const kc_message& message, Reader& reader,
                      std::vector<Match>& found);
    void searchText(Context& context, Reader& reader, std::vector<Match>& found);

    const SearchProgram& _program;
    std::vector<Match> _stack;
};

} // namespace kc::imap
