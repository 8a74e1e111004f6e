// SPDX-License-Identifier: Apache-2.0
// A store in memory with a user's account and, if a test makes one, a public one: a double of
// kc.store, kc.store.mail and kc.stores for tests. Fails where a test says so.
#pragma once

#include <kc/store.hpp>
#include <kc/stores.hpp>

#include <list>
#include <map>
#include <string>
#include <vector>

namespace kc::imap::test
{

struct StoredMessage
{
    std::uint32_t uid;
    std::uint32_t flags;
    std::string keywords;
    kc_id email;
    std::uint64_t modseq;
    std::int64_t received, saved;
    std::string octets;
    std::string summary;
};

struct StoredMailbox
{
    kc_id id;
    kc_id account;
    std::string name, role;
    std::uint32_t uidValidity;
    std::uint32_t uidNext = 1;
    std::uint64_t modseq = 1;
    bool subscribed = false;
    std::uint32_t rights = KC_RIGHTS_ALL; // of the one user
    std::string keywords;                 // of its messages, with repetitions
    std::vector<StoredMessage> messages;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> vanished; // uid, modseq
};

kc_mailbox rowOf(const StoredMailbox& mailbox);

/// What the two interfaces share.
class MemoryAccount
{
public:
    static constexpr kc_id kAccount = 7;
    static constexpr kc_id kPublicAccount = 8;
    static constexpr kc_id kUser = 42;                  // whom all calls have to be made for
    static constexpr std::int64_t kNow = 1'100'000'000; // of whatever is saved

    MemoryAccount();

    StoredMailbox* find(sv name, kc_id account = kAccount);
    StoredMailbox* find(kc_id id);
    StoredMailbox& create(sv name, sv role = {}, kc_id account = kAccount);
    bool removeMailbox(sv name, kc_id account = kAccount);

    /// A mailbox of the public store, which is there from then on.
    void share(sv name, std::uint32_t rights);

    /// KC_OK only if the user has a right in the mailbox, which is `found` then.
    Status reach(kc_id id, std::uint32_t right, StoredMailbox*& found);

    /// As somebody else would; watchers are told.
    std::uint32_t deliver(sv mailbox, std::string octets, std::uint32_t flags = 0, sv keywords = {},
                          std::int64_t received = 1'000'000'000);
    std::uint32_t put(StoredMailbox& mailbox, std::string octets, std::uint32_t flags = 0,
                      sv keywords = {}, std::int64_t received = 1'000'000'000);
    void setFlags(sv mailbox, std::uint32_t uid, std::uint32_t flags);
    void expunge(sv mailbox, std::uint32_t uid) { expunge(*find(mailbox), uid); }

    void expunge(StoredMailbox& mailbox, std::uint32_t uid);

    /// The next call of this function throws.
    void failNext(std::string function) { _failing = std::move(function); }

    void enter(sv function);
    std::uint64_t nextModseq(StoredMailbox& mailbox);
    void tell(const StoredMailbox& mailbox);

    struct Watch
    {
        kc_id account;
        kc_watch_fn fn;
        void* arg;
    };

    std::list<StoredMailbox> mailboxes;
    std::list<Watch> watches;
    bool isShared = false;     // there is a public store
    std::uint64_t quota = 0;   // octets; 0: none
    std::uint32_t damaged = 0; // uid of a message that cannot be opened

private:
    std::uint64_t _modseq = 1;
    kc_id _nextId = 100;
    kc_id _lastEmail = 1000;
    std::string _failing;
};

class MemoryStore final : public Store
{
public:
    explicit MemoryStore(MemoryAccount& account) : _account{account} {}

    Status account(Context&, kc_id principal, kc_id& account) override;
    Status removeAccount(Context&, kc_id) override;
    Status mailboxes(Context&, kc_id account, Sink<kc_mailbox> mailboxes) override;
    Status mailbox(Context&, kc_id account, sv name, Sink<kc_mailbox> mailboxes) override;
    Status create(Context&, kc_id account, sv name, kc_id& id) override;
    Status rename(Context&, kc_id account, sv from, sv to) override;
    Status remove(Context&, kc_id account, sv name) override;
    Status subscribe(Context&, kc_id account, sv name, std::uint32_t on) override;
    Status quota(Context&, kc_id account, kc_quota& quota) override;
    Status watch(kc_id account, kc_watch_fn fn, void* arg, kc_watch*& out) noexcept override;
    void unwatch(kc_watch* watch) noexcept override;

private:
    MemoryAccount& _account;
};

class MemoryStores final : public Stores
{
public:
    explicit MemoryStores(MemoryAccount& account) : _account{account} {}

    Status list(Context&, const kc_store_query& query, Sink<kc_store_row> stores) override;
    Status rights(Context&, kc_id account, kc_id mailbox, std::uint32_t& rights) override;

    // Not for IMAP.
    Status create(Context&, kc_id, kc_store_type, kc_id&) override { return KC_ENOTSUP; }

    Status unhook(Context&, kc_id) override { return KC_ENOTSUP; }

    Status hook(Context&, kc_id, kc_id) override { return KC_ENOTSUP; }

    Status remove(Context&, kc_id) override { return KC_ENOTSUP; }

    Status permissions(Context&, kc_id, Sink<kc_permission>) override { return KC_ENOTSUP; }

    Status permit(Context&, kc_id, kc_id, kc_id, std::uint32_t) override { return KC_ENOTSUP; }

private:
    MemoryAccount& _account;
};

class MemoryMail final : public Mail
{
public:
    explicit MemoryMail(MemoryAccount& account) : _account{account} {}

    Status list(Context&, kc_id mailbox, kc_uid_set uids, std::uint32_t fields,
                std::uint64_t sinceModseq, Sink<kc_message> messages) override;
    Status open(Context&, kc_id mailbox, std::uint32_t uid, kc_reader& out) override;
    Status append(Context&, kc_id mailbox, const kc_append* messages, std::uint32_t n,
                  Sink<kc_appended> appended) override;
    Status deliver(Context&, const kc_reader& message, std::int64_t received,
                   const kc_recipient* recipients, std::uint32_t n,
                   Sink<kc_delivered> results) override;
    Status setFlags(Context&, kc_id mailbox, kc_uid_set uids, const kc_flag_update& update,
                    Sink<kc_message> changed, Sink<kc_message> kept) override;
    Status transfer(Context&, kc_id from, kc_uid_set uids, kc_id to, kc_transfer mode,
                    Sink<kc_transferred> transferred) override;
    Status expunge(Context&, kc_id mailbox, kc_uid_set uids, Sink<kc_vanished> expunged) override;
    Status changes(Context&, kc_id mailbox, std::uint64_t sinceModseq, Sink<kc_mailbox> now,
                   Sink<kc_message> messages, Sink<kc_vanished> vanished) override;
    Status select(Context&, kc_id mailbox, Sink<kc_mailbox> now, Sink<kc_uid_range> uids,
                  std::uint32_t& firstUnseen) override;
    Status openEach(Context&, kc_id mailbox, kc_uid_set uids, std::uint64_t maxOctets,
                    Sink<kc_opened> opened) override;

private:
    MemoryAccount& _account;
};

} // namespace kc::imap::test
