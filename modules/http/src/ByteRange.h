// SPDX-License-Identifier: Apache-2.0
// A part of an answer (RFC 9110 §14): one range of octets. Several in one request are answered with
// the whole, as §14.2 allows: lists of ranges have been an attack more often than a need.
#pragma once

#include <kc/status.hpp>

#include <cstdint>

namespace kc::httpd
{

struct ByteRange
{
    enum class Kind
    {
        Whole,
        Part,
        Unsatisfiable // 416
    };

    Kind kind = Kind::Whole;
    std::uint64_t first = 0;
    std::uint64_t length = 0; // at least 1 if it is a part
};

/// What a Range field wants of `size` octets.
ByteRange parseRange(sv field, std::uint64_t size);

} // namespace kc::httpd
