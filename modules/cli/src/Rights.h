// SPDX-License-Identifier: Apache-2.0
// Names of rights in a mailbox, and who gets which: "john@exampleorg:read_items,folder_visible".
#pragma once

#include <string>
#include <vector>

namespace kc::cli
{

struct Grant
{
    std::string member;
    std::vector<std::string> rights; // empty: all that there are
};

/// Throws Failure: "no such right: 'r'".
Grant parseGrant(const std::string& text);

/// In the order of the table, each once.
std::vector<std::string> joined(const std::vector<std::string>& rights,
                                const std::vector<std::string>& more);
/// `rights` without `less`; nothing is left if that is empty.
std::vector<std::string> without(const std::vector<std::string>& rights,
                                 const std::vector<std::string>& less);

} // namespace kc::cli
