// SPDX-License-Identifier: Apache-2.0
// What the tests start from: the module over a real database in a fresh directory, with a double in
// between that fails when it is told to, and attachments in memory.
#pragma once

#include "FaultySql.h"
#include "MemoryAttachments.h"
#include "MemoryDirectory.h"
#include "Messages.h"

#include <kc/store.hpp>
#include <kc/stores.hpp>
#include <kc/test/test_database.hpp>

#include <cppunit/extensions/HelperMacros.h>
#include <filesystem>
#include <functional>
#include <map>

extern "C" const kc_module* kc_module_entry();

namespace kc::store::test
{

class FreshDirectory
{
public:
    FreshDirectory();
    FreshDirectory(const FreshDirectory&) = delete;
    FreshDirectory& operator=(const FreshDirectory&) = delete;
    ~FreshDirectory();

    std::string file(const std::string& name) const { return _path / name; }

private:
    std::filesystem::path _path;
};

/// A message as list() pushes it, by value.
struct Message
{
    std::uint32_t uid, flags;
    kc_id email;
    std::uint64_t modseq;
    std::string keywords;
    std::int64_t received, saved;
    std::uint64_t octets;
    std::string summary;
};

struct Mailbox
{
    kc_id id;
    std::string name, role;
    std::uint32_t uidValidity, uidNext;
    std::uint64_t modseq;
    std::uint32_t messages, unseen;
    std::uint64_t octets;
    bool subscribed;
    std::uint32_t deleted;
    std::string keywords;
};

/// A message as Removals::list() pushes it.
struct Removed
{
    kc_id removal, mailbox;
    std::int64_t removed;
    std::string name;
    Message message;
};

struct Changes
{
    Mailbox now;
    std::vector<std::uint32_t> uids, vanished;
};

using Uids = std::vector<std::uint32_t>;
using Ranges = std::vector<kc_uid_range>;

/// What SELECT tells.
struct Selected
{
    Mailbox now;
    Ranges ranges;
    std::uint32_t firstUnseen = 0;

    Uids uids() const;
};
inline const Ranges kAll{{1, UINT32_MAX}};

class OpenStore;

/// The services with values in place of sinks, for SYSTEM unless another actor is named. One thread
/// uses one Client.
class Client
{
public:
    explicit Client(OpenStore& open);

    /// Who asks from here on; SYSTEM until somebody is named.
    void actAs(kc_id principal) { context.actAs(principal); }

    kc_id account(kc_id principal);
    std::vector<Mailbox> mailboxes(kc_id account);
    std::vector<std::string> names(kc_id account);
    /// Throws when there is none.
    Mailbox mailbox(kc_id account, sv name);
    Status create(kc_id account, sv name);
    kc_id inbox(kc_id principal);

    std::uint32_t append(kc_id mailbox, sv text, std::uint32_t flags = 0, sv keywords = "",
                         std::int64_t received = 0);
    /// Several in one call; their uids.
    Status tryAppend(kc_id mailbox, const std::vector<std::string>& texts, Uids* uids = nullptr);
    std::vector<kc_delivered> deliver(sv text, const std::vector<kc_recipient>& recipients,
                                      std::int64_t received = 0);
    std::vector<Message> list(kc_id mailbox, std::uint32_t fields = KC_MESSAGE_FACTS,
                              const Ranges& ranges = kAll, std::uint64_t since = 0);
    Uids uids(kc_id mailbox);
    /// Nothing when it is not there.
    std::optional<std::string> text(kc_id mailbox, std::uint32_t uid);
    Uids setFlags(kc_id mailbox, const Ranges& ranges, kc_flag_change how, std::uint32_t flags,
                  sv keywords = "", std::uint64_t unchangedSince = UINT64_MAX,
                  Uids* kept = nullptr);
    kc_quota quota(kc_id account);
    Status transfer(kc_id from, const Ranges& ranges, kc_id to, kc_transfer mode,
                    std::vector<kc_transferred>* result = nullptr);
    Uids expunge(kc_id mailbox, const Ranges& ranges = kAll);
    Changes changes(kc_id mailbox, std::uint64_t since);
    Selected select(kc_id mailbox);
    /// The texts that one call opens, by uid.
    std::map<std::uint32_t, std::string> texts(kc_id mailbox, const Ranges& ranges,
                                               std::uint64_t maxOctets = UINT64_MAX);
    std::vector<Removed> removed(kc_id account, std::uint32_t fields = KC_MESSAGE_FACTS);
    Status restore(kc_id removal, const Ranges& ranges, kc_id to,
                   std::vector<kc_transferred>* result = nullptr);
    /// Of all that was removed up to then; at most `limit` messages.
    std::uint32_t purge(std::int64_t before = INT64_MAX, std::uint32_t limit = UINT32_MAX);

private:
    kc::test::FakeCall _call;

public:
    StoreProxy store;
    MailProxy mail;
    RemovalsProxy removals;
    StoresProxy stores;
    Context context;
};

inline kc_recipient to(kc_id principal, sv mailbox = "")
{
    return {sizeof(kc_recipient), principal, str(mailbox)};
}

enum class Attachments
{
    None,
    InMemory,
    InFiles // the real modules
};

class OpenStore
{
public:
    explicit OpenStore(Attachments attachments = Attachments::InMemory);

    /// Begins with a copy of that database.
    OpenStore(Attachments attachments, const std::filesystem::path& database);

    /// Closes everything and opens it again, as a restart would.
    void reopen();
    void reopen(Attachments attachments);
    /// With companies or without.
    void reopenHosted(bool isHosted);

    kc::test::FakeKernel& kernel() { return *_kernel; }

    /// The first column of the first row.
    std::int64_t number(const char* sql);
    void execute(const char* sql);
    /// Files of attachments on the disk.
    std::size_t attachmentFiles() const;

    /// As SIGHUP would, with these values of options.
    void reload(const kc::test::Options& options) { _kernel->reload("store", options); }

    void runTasks() { _kernel->runTasks(); }

    MemoryAttachments attachments;
    MemoryDirectory directory;

private:
    FreshDirectory _directory;
    kc::test::TestDatabase _place;
    Attachments _kind;
    std::optional<kc::test::FakeKernel> _database;
    std::optional<kc::test::FakeKernel> _kernel;
};

/// A fresh store for each test, and one client of it.
class StoreFixture : public CppUnit::TestFixture
{
public:
    void setUp() override
    {
        _store.emplace(kind());
        _client.emplace(*_store);
    }

    void tearDown() override
    {
        _client.reset();
        _store.reset();
    }

protected:
    virtual Attachments kind() const { return Attachments::InMemory; }

    /// A client of the store as it is now, after reopen().
    void setClient() { _client.emplace(*_store); }

    OpenStore& store() { return *_store; }

    Client& client() { return *_client; }

    /// Principal 1's.
    kc_id inbox() { return client().inbox(1); }

    kc_id sent() { return client().mailbox(client().account(1), "Sent").id; }

    /// A mailbox of principal 1 or 2 as it is now.
    Mailbox row(kc_id mailbox)
    {
        for (const kc_id principal : {1, 2})
            for (Mailbox& one : client().mailboxes(client().account(principal)))
                if (one.id == mailbox)
                    return one;
        throw kc::Fault{KC_EBUG, "no such mailbox"};
    }

private:
    std::optional<OpenStore> _store;
    std::optional<Client> _client;
};

} // namespace kc::store::test
