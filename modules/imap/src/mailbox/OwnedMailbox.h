// SPDX-License-Identifier: Apache-2.0
// A mailbox row of the store, copied: rows are borrowed during the push only.
#pragma once

#include <kc/store.hpp>

#include <optional>
#include <string>

namespace kc::imap
{

struct OwnedMailbox
{
    explicit OwnedMailbox(const kc_mailbox& row)
        : name{view(row.name)}, role{view(row.role)}, raw{row}
    {
        raw.name = str(name);
        raw.role = str(role);
        raw.keywords = {};
    }

    OwnedMailbox(OwnedMailbox&& other) noexcept
        : name{std::move(other.name)}, role{std::move(other.role)}, raw{other.raw}
    {
        raw.name = str(name);
        raw.role = str(role);
    }

    OwnedMailbox& operator=(OwnedMailbox&&) = delete;

    void rename(std::string whole)
    {
        name = std::move(whole);
        raw.name = str(name);
    }

    std::string name, role;
    kc_mailbox raw;
};

/// Nothing if there is none of that name.
inline std::optional<OwnedMailbox> findMailbox(Store& store, Context& context, kc_id account,
                                               sv name)
{
    std::optional<OwnedMailbox> found;
    const auto take = [&](const kc_mailbox& row) { found.emplace(row); };
    const Status status = store.mailbox(context, account, name, Sink<kc_mailbox>{take});
    if (!status.ok() && status.code() != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the store refused to look a mailbox up"};
    return found;
}

} // namespace kc::imap
