// SPDX-License-Identifier: Apache-2.0
// What GMime sees in a message, in a form that can be compared.
#pragma once

#include <string>
#include <string_view>

namespace kc::text::test
{

/// Each a text of lines.
struct MessageView
{
    std::string subject; ///< decoded
    std::string from;    ///< "NAME <ADDRESS>", decoded
    std::string types;   ///< of all parts, in order, indented by depth
    std::string lengths; ///< octets of each leaf's body as in the message
    std::string
        decoded;       ///< octets of each leaf's body without its transfer encoding, and their sum
    std::string names; ///< file name of each leaf, decoded, or "-"
};

/// Size and a sum of octets, in place of them.
std::string digest(std::string_view octets);

MessageView gmimeView(std::string_view message);

} // namespace kc::text::test
