// SPDX-License-Identifier: Apache-2.0
// The texts of all registered statements. A statement's number is its place here; each connection
// compiles its own copy when it first runs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace kc::sqlengine
{

class StatementList
{
public:
    /// The number of this text; the same text has one number.
    std::int32_t add(std::string_view text);

    /// Nothing if no such number was given out. The text stays where it is for ever.
    const std::string* find(std::int32_t number) const;

private:
    mutable std::mutex _mutex; // guards _texts; taken last, nothing is called under it
    std::deque<std::string> _texts;
};

} // namespace kc::sqlengine
