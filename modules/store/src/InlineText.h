// SPDX-License-Identifier: Apache-2.0
// The inline text of a message as it is read. A short one is decompressed at once; a long one as
// far as it is read, so that a client that does not read what it asked for costs next to nothing.
#pragma once

#include "Compression.h"
#include "Layout.h"

#include <variant>

namespace kc::store
{

class InlineText
{
public:
    /// `body` is what is stored beside `layout`. Throws Fault when they contradict each other;
    /// read() throws it when a long text turns out to be damaged.
    InlineText(const Layout& layout, std::string body, Decompressor& decompressor);

    /// What it keeps in memory.
    static std::uint64_t octets(const Layout& layout, std::size_t bodyOctets);

    std::uint64_t length() const;

    /// From `offset` on, less than there is room for only at the end. Cheap where the last one
    /// ended; a long text is otherwise decompressed up to there.
    std::size_t read(std::uint64_t offset, std::span<char> buffer);

private:
    std::variant<std::string, FrameReader> _text;
};

} // namespace kc::store
