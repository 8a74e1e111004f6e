// SPDX-License-Identifier: Apache-2.0
// What STATUS tells of a mailbox (RFC 3501 §6.3.10, RFC 9051 §6.3.11 and extensions): as the
// command's argument and as LIST's return option (RFC 5819).
#pragma once

#include "wire/ArgReader.h"

#include <kc/store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::imap
{

class Session;
struct StatusItem;

class StatusItems
{
public:
    /// "(" item *(SP item) ")"
    static std::optional<StatusItems> parse(ArgReader& args);

    bool has(sv name) const;

    bool empty() const { return _items.empty(); }

    /// "* STATUS name (item value …)", `name` as the client spells it. Throws Fault.
    std::string line(Session& session, Context& context, sv name, const kc_mailbox& mailbox) const;

private:
    std::vector<const StatusItem*> _items;
};

} // namespace kc::imap
