// SPDX-License-Identifier: Apache-2.0
// The inbox as one session sees it: what was in it at login, under numbers that stay, and what the
// session wants deleted. Nothing is deleted before update().
#pragma once

#include <kc/store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kc::pop3
{

class Maildrop
{
public:
    /// Throws Fault if the store cannot tell.
    static Maildrop open(Context& context, Store& store, Mail& mail, kc_id account);

    struct Message
    {
        std::uint32_t uid;
        bool isDeleted;
        std::uint64_t octets;
    };

    /// Messages of the snapshot, the deleted ones too.
    std::uint32_t size() const { return static_cast<std::uint32_t>(_messages.size()); }

    /// How many are not deleted, and their octets.
    std::uint32_t count() const { return _count; }

    std::uint64_t octets() const { return _octets; }

    /// By number, from 1; null if there is none or it is deleted.
    const Message* find(std::uint32_t number) const;

    /// RFC 1939 §7: unique for ever, since uids are and the store changes the uid validity else.
    std::string uniqueId(const Message& message) const;

    /// Nothing if it is gone meanwhile.
    std::optional<Reader> read(Context& context, Mail& mail, const Message& message) const;

    /// The message must be there.
    void remove(std::uint32_t number);
    void reset();

    /// Deletes what is to be deleted, durably; what others deleted before is fine. False: some of
    /// it may still be there. May throw Fault.
    bool update(Context& context, Mail& mail) const;

    std::uint32_t deletions() const { return size() - _count; }

private:
    kc_id _mailbox = 0;
    std::uint32_t _uidValidity = 0;
    std::vector<Message> _messages;
    std::uint32_t _count = 0;
    std::uint64_t _octets = 0;
};

} // namespace kc::pop3
