// SPDX-License-Identifier: Apache-2.0
#include "OpenStore.h"

#include <list>

namespace kc::store::test
{

FreshDirectory::FreshDirectory()
{
    std::string pattern = std::filesystem::temp_directory_path() / "kc-store-XXXXXX";
    _path = mkdtemp(pattern.data());
}

FreshDirectory::~FreshDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(_path, ignored);
}

OpenStore::OpenStore(Attachments kind)
    : _place{KC_SQL_MODULE, _directory.file("kc.db")}, _kind{kind}
{
    reopen();
}

OpenStore::OpenStore(Attachments kind, const std::filesystem::path& database)
    : _place{KC_SQL_MODULE, _directory.file("kc.db"), kc::test::TestDatabase::Engine::Sqlite},
      _kind{kind}
{
    std::filesystem::copy_file(database, _directory.file("kc.db"));
    reopen();
}

void OpenStore::reopen()
{
    _kernel.reset();
    _database.emplace();
    _place.load(*_database);
    const kc_service sql = _database->service(KC_SQL);
    FaultySql::real = static_cast<const kc_sql*>(sql.table);
    FaultySql::realSelf = sql.self;
    _kernel.emplace();
    _kernel->offer(KC_SQL, &FaultySql::table(), nullptr);
    attachments.serviceHost = _kernel->host();
    if (_kind == Attachments::InMemory)
        _kernel->offer(KC_ATTACHSTORE, &AttachStore::table(),
                       static_cast<AttachStore*>(&attachments));
#ifdef KC_ATTACH_MODULE
    if (_kind == Attachments::InFiles)
    {
        _kernel->load(KC_ATTACH_MODULE, {{"attachment_path", _directory.file("attachments")}});
        _kernel->load(KC_SIS_MODULE);
    }
#endif
    _kernel->offer(directory);
    _kernel->load(kc_module_entry(), {{"enable_hosted_kopano", directory.isHosted ? "yes" : "no"}});
}

void OpenStore::reopenHosted(bool isHosted)
{
    directory.isHosted = isHosted;
    reopen();
}

void OpenStore::reopen(Attachments kind)
{
    _kind = kind;
    reopen();
}

std::size_t OpenStore::attachmentFiles() const
{
    std::size_t files = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{_directory.file("attachments")})
        files += entry.is_regular_file() && entry.file_size() > 1000 ? 1 : 0;
    return files;
}

std::int64_t OpenStore::number(const char* text)
{
    Context context = _kernel->context();
    const Sql sql{_database->service(KC_SQL)};
    const std::int32_t statement = sql.prepare(context, text);
    std::optional<std::int64_t> found;
    (void)sql.read(context, [&](SqlTx& tx) { found = tx.one(statement, {}); });
    return found.value_or(0);
}

void OpenStore::execute(const char* text)
{
    Context context = _kernel->context();
    const Sql sql{_database->service(KC_SQL)};
    const std::int32_t statement = sql.prepare(context, text);
    CPPUNIT_ASSERT(sql.transact(context, [&](SqlTx& tx) { (void)tx.run(statement); }).ok());
}

namespace
{

Mailbox valueOf(const kc_mailbox& m)
{
    return {m.id,
            std::string{view(m.name)},
            std::string{view(m.role)},
            m.uid_validity,
            m.uid_next,
            m.modseq,
            m.messages,
            m.unseen,
            m.octets,
            m.subscribed != 0,
            m.deleted,
            std::string{view(m.keywords)}};
}

} // namespace

Client::Client(OpenStore& open)
    : _call{open.kernel().host()},
      store{open.kernel().service(KC_STORE)},
      mail{open.kernel().service(KC_MAIL)},
      removals{open.kernel().service(KC_REMOVALS)},
      stores{open.kernel().service(KC_STORES)},
      context{_call.context()}
{
    actAs(KC_ID_SYSTEM);
}

kc_id Client::account(kc_id principal)
{
    kc_id account = 0;
    CPPUNIT_ASSERT(store.account(context, principal, account).ok());
    return account;
}

std::vector<Mailbox> Client::mailboxes(kc_id account)
{
    std::vector<Mailbox> all;
    CPPUNIT_ASSERT(store
                       .mailboxes(context, account,
                                  [&](const kc_mailbox& m)
                                  {
                                      CPPUNIT_ASSERT_EQUAL(account, m.account);
                                      all.push_back(valueOf(m));
                                  })
                       .ok());
    return all;
}

std::vector<std::string> Client::names(kc_id account)
{
    std::vector<std::string> all;
    for (const Mailbox& mailbox : mailboxes(account))
        all.push_back(mailbox.name);
    return all;
}

Mailbox Client::mailbox(kc_id account, sv name)
{
    kc_id id = 0;
    const Status status =
        store.mailbox(context, account, name, [&](const kc_mailbox& m) { id = m.id; });
    if (!status.ok())
        throw Fault{status.code(), "no mailbox " + std::string{name}};
    for (Mailbox& one : mailboxes(account))
        if (one.id == id)
            return one;
    throw Fault{KC_EBUG, "mailboxes() and mailbox() differ"};
}

Status Client::create(kc_id account, sv name)
{
    kc_id id = 0;
    return store.create(context, account, name, id);
}

kc_id Client::inbox(kc_id principal)
{
    return mailbox(account(principal), "INBOX").id;
}

std::uint32_t Client::append(kc_id mailbox, sv text, std::uint32_t flags, sv keywords,
                             std::int64_t received)
{
    TextReader source{text};
    const kc_reader reader = source.raw();
    std::uint32_t uid = 0;
    const kc_append one{sizeof one, flags, str(keywords), received, &reader};
    CPPUNIT_ASSERT(mail.append(context, mailbox, &one, 1,
                               [&](const kc_appended& appended) { uid = appended.uid; })
                       .ok());
    return uid;
}

Status Client::tryAppend(kc_id mailbox, const std::vector<std::string>& texts, Uids* uids)
{
    std::list<TextReader> sources{texts.begin(), texts.end()};
    std::list<kc_reader> readers;
    std::vector<kc_append> messages;
    for (TextReader& source : sources)
    {
        readers.push_back(source.raw());
        messages.push_back({sizeof(kc_append), 0, {}, 0, &readers.back()});
    }
    return mail.append(context, mailbox, messages.data(),
                       static_cast<std::uint32_t>(messages.size()),
                       [&](const kc_appended& one)
                       {
                           if (uids != nullptr)
                               uids->push_back(one.uid);
                       });
}

std::vector<kc_delivered> Client::deliver(sv text, const std::vector<kc_recipient>& recipients,
                                          std::int64_t received)
{
    TextReader reader{text};
    std::vector<kc_delivered> results;
    CPPUNIT_ASSERT(mail.deliver(context, reader.raw(), received, recipients.data(),
                                static_cast<std::uint32_t>(recipients.size()),
                                [&](const kc_delivered& one) { results.push_back(one); })
                       .ok());
    return results;
}

namespace
{

Message messageOf(const kc_message& m)
{
    return {m.uid,
            m.flags,
            m.email,
            m.modseq,
            std::string{view(m.keywords)},
            m.received,
            m.saved,
            m.octets,
            std::string{view(m.summary)}};
}

} // namespace

std::vector<Message> Client::list(kc_id mailbox, std::uint32_t fields, const Ranges& ranges,
                                  std::uint64_t since)
{
    std::vector<Message> all;
    CPPUNIT_ASSERT(mail.list(context, mailbox, {ranges.data(), ranges.size()}, fields, since,
                             [&](const kc_message& m) { all.push_back(messageOf(m)); })
                       .ok());
    return all;
}

Uids Client::uids(kc_id mailbox)
{
    Uids all;
    for (const Message& message : list(mailbox))
        all.push_back(message.uid);
    return all;
}

std::optional<std::string> Client::text(kc_id mailbox, std::uint32_t uid)
{
    Reader reader;
    if (!mail.open(context, mailbox, uid, *reader.out()).ok())
        return std::nullopt;
    std::string text(reader.length() + 1, '\0');
    text.resize(reader.read(context, text));
    return text;
}

Uids Client::setFlags(kc_id mailbox, const Ranges& ranges, kc_flag_change how, std::uint32_t flags,
                      sv keywords, std::uint64_t unchangedSince, Uids* kept)
{
    const kc_flag_update update{sizeof update, how, flags, str(keywords), unchangedSince};
    Uids changed;
    const auto keep = [&](const kc_message& m)
    {
        if (kept != nullptr)
            kept->push_back(m.uid);
    };
    CPPUNIT_ASSERT(mail.setFlags(
                           context, mailbox, {ranges.data(), ranges.size()}, update,
                           [&](const kc_message& m) { changed.push_back(m.uid); }, keep)
                       .ok());
    return changed;
}

kc_quota Client::quota(kc_id account)
{
    kc_quota quota{};
    quota.size = sizeof quota;
    CPPUNIT_ASSERT(store.quota(context, account, quota).ok());
    return quota;
}

Status Client::transfer(kc_id from, const Ranges& ranges, kc_id to, kc_transfer mode,
                        std::vector<kc_transferred>* result)
{
    return mail.transfer(context, from, {ranges.data(), ranges.size()}, to, mode,
                         [&](const kc_transferred& one)
                         {
                             if (result != nullptr)
                                 result->push_back(one);
                         });
}

Uids Client::expunge(kc_id mailbox, const Ranges& ranges)
{
    Uids gone;
    CPPUNIT_ASSERT(mail.expunge(context, mailbox, {ranges.data(), ranges.size()},
                                [&](const kc_vanished& one) { gone.push_back(one.uid); })
                       .ok());
    return gone;
}

std::vector<Removed> Client::removed(kc_id account, std::uint32_t fields)
{
    std::vector<Removed> all;
    const auto push = [&](const kc_removed& one)
    {
        all.push_back({one.removal, one.mailbox, one.removed, std::string{view(one.name)},
                       messageOf(*one.message)});
    };
    CPPUNIT_ASSERT(removals.list(context, account, fields, push).ok());
    return all;
}

Status Client::restore(kc_id removal, const Ranges& ranges, kc_id to,
                       std::vector<kc_transferred>* result)
{
    return removals.restore(context, removal, {ranges.data(), ranges.size()}, to,
                            [&](const kc_transferred& one)
                            {
                                if (result != nullptr)
                                    result->push_back(one);
                            });
}

std::uint32_t Client::purge(std::int64_t before, std::uint32_t limit)
{
    std::uint32_t purged = 0;
    CPPUNIT_ASSERT(removals.purge(context, before, limit, purged).ok());
    return purged;
}

Changes Client::changes(kc_id mailbox, std::uint64_t since)
{
    Changes all{};
    CPPUNIT_ASSERT(mail.changes(
                           context, mailbox, since,
                           [&](const kc_mailbox& m)
                           {
                               all.now.id = m.id;
                               all.now.modseq = m.modseq;
                               all.now.messages = m.messages;
                           },
                           [&](const kc_message& m) { all.uids.push_back(m.uid); },
                           [&](const kc_vanished& v) { all.vanished.push_back(v.uid); })
                       .ok());
    return all;
}

Uids Selected::uids() const
{
    Uids all;
    for (const kc_uid_range& range : ranges)
        for (std::uint32_t uid = range.first; uid <= range.last; ++uid)
            all.push_back(uid);
    return all;
}

Selected Client::select(kc_id mailbox)
{
    Selected selected;
    CPPUNIT_ASSERT(
        mail.select(
                context, mailbox, [&](const kc_mailbox& m) { selected.now = valueOf(m); },
                [&](const kc_uid_range& r) { selected.ranges.push_back(r); }, selected.firstUnseen)
            .ok());
    return selected;
}

std::map<std::uint32_t, std::string> Client::texts(kc_id mailbox, const Ranges& ranges,
                                                   std::uint64_t maxOctets)
{
    std::map<std::uint32_t, std::string> all;
    CPPUNIT_ASSERT(mail.openEach(context, mailbox, {ranges.data(), ranges.size()}, maxOctets,
                                 [&](const kc_opened& opened)
                                 {
                                     Reader reader{opened.message};
                                     CPPUNIT_ASSERT(all.empty() ||
                                                    all.rbegin()->first < opened.uid);
                                     std::string& text = all[opened.uid];
                                     text.resize(reader.length() + 1);
                                     text.resize(reader.read(context, text));
                                 })
                       .ok());
    return all;
}

} // namespace kc::store::test
