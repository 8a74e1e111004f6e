// SPDX-License-Identifier: Apache-2.0
#include "Uploads.h"

#include <array>
#include <cstring>
#include <openssl/rand.h>
#include <vector>

namespace kc::jmap
{

namespace
{

constexpr sv kHolder = "jmap"; // of our references in the attachment store
constexpr sv kPrefix = "u";    // of the ids of uploads
constexpr std::size_t kIdOctets = 16;
constexpr std::size_t kPiece = 65536;
constexpr std::int64_t kBatch = 100;

constexpr kc_sql_step kSteps[] = {
    {"CREATE TABLE jmap_upload ("
     " id INTEGER PRIMARY KEY AUTOINCREMENT,"
     " name TEXT NOT NULL UNIQUE,"
     " account INTEGER NOT NULL,"
     " uploader INTEGER NOT NULL,"
     " octets INTEGER NOT NULL,"
     " digest BLOB NOT NULL,"
     " uploaded INTEGER NOT NULL);"
     "CREATE INDEX jmap_upload_uploader ON jmap_upload (uploader, id);"
     "CREATE INDEX jmap_upload_age ON jmap_upload (uploaded)",
     "CREATE TABLE jmap_upload ("
     " id BIGINT PRIMARY KEY AUTO_INCREMENT,"
     " name VARBINARY(64) NOT NULL UNIQUE,"
     " account BIGINT NOT NULL,"
     " uploader BIGINT NOT NULL,"
     " octets BIGINT NOT NULL,"
     " digest VARBINARY(32) NOT NULL,"
     " uploaded BIGINT NOT NULL);"
     "CREATE INDEX jmap_upload_uploader ON jmap_upload (uploader, id);"
     "CREATE INDEX jmap_upload_age ON jmap_upload (uploaded)"}};

/// Nobody can guess one, so that an id says nothing about how many uploads there are.
std::string makeId()
{
    std::array<unsigned char, kIdOctets> octets{};
    if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1)
        throw Fault{KC_EUNAVAIL, "no random numbers for a blob's id"};
    constexpr sv kDigits = "0123456789abcdef";
    std::string id{kPrefix};
    for (const unsigned char octet : octets)
    {
        id += kDigits[octet >> 4];
        id += kDigits[octet & 15];
    }
    return id;
}

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

/// An upload into the attachment store; leaves nothing behind unless it is committed.
class Writing
{
public:
    Writing(Context& context, AttachStore& attachments) : _attachments{attachments}
    {
        if (!_attachments.begin(context, _raw).ok())
            throw Fault{KC_EUNAVAIL, "the attachment store takes no upload"};
    }

    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

    ~Writing()
    {
        if (_raw != nullptr)
            _attachments.abort(_raw);
    }

    void write(Context& context, sv octets)
    {
        if (!_attachments.write(context, _raw, octets).ok())
            throw Fault{KC_EUNAVAIL, "the attachment store takes no more octets"};
    }

    kc_attachment commit(Context& context)
    {
        kc_attachment attachment{};
        attachment.size = sizeof attachment;
        if (!_attachments.commit(context, std::exchange(_raw, nullptr), attachment).ok())
            throw Fault{KC_EUNAVAIL, "the attachment store did not keep an upload"};
        return attachment;
    }

private:
    AttachStore& _attachments;
    kc_attach_upload* _raw = nullptr;
};

sv digestOf(const kc_attachment& attachment)
{
    return {reinterpret_cast<const char*>(attachment.digest), sizeof attachment.digest};
}

} // namespace

Uploads::Uploads(Context& context, const Sql& sql, const kc_service& attachments)
    : _sql{sql}, _attachments{attachments}
{
    _sql.migrate(context, "jmap", kSteps);
    _insert =
        _sql.prepare(context, "INSERT INTO jmap_upload (name, account, uploader, octets, digest,"
                              " uploaded) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    _find = _sql.prepare(context, "SELECT octets, digest FROM jmap_upload"
                                  " WHERE name = ?1 AND account = ?2 AND uploader = ?3");
    _sum = _sql.prepare(context, "SELECT CAST(COALESCE(SUM(octets), 0) AS SIGNED) FROM jmap_upload"
                                 " WHERE uploader = ?1");
    _oldest = _sql.prepare(context, "SELECT id, octets FROM jmap_upload WHERE uploader = ?1"
                                    " ORDER BY id LIMIT ?2");
    _expired = _sql.prepare(context, "SELECT id FROM jmap_upload WHERE uploaded < ?1"
                                     " ORDER BY uploaded LIMIT ?2");
    _delete = _sql.prepare(context, "DELETE FROM jmap_upload WHERE id = ?1");
}

kc_attachment Uploads::store(Context& context, const Source& source)
{
    Writing writing{context, _attachments};
    source([&](sv octets) { writing.write(context, octets); });
    return writing.commit(context);
}

std::optional<Blob> Uploads::add(Context& context, const BlobOwner& owner, std::uint64_t quota,
                                 const Source& source)
{
    const kc_attachment attachment = store(context, source);
    if (attachment.octets > quota)
        return std::nullopt; // swept, since nothing refers to it
    const Blob blob{makeId(), attachment.octets, std::string{digestOf(attachment)}};
    const std::int64_t time = now();
    const Status status =
        _sql.transact(context,
                      [&](SqlTx& tx) -> Status
                      {
                          makeRoom(tx, owner, quota - blob.octets);
                          const Status inserted = tx.run(
                              _insert, {SqlTx::text(blob.id), SqlTx::number(owner.account),
                                        SqlTx::number(owner.uploader),
                                        SqlTx::number(static_cast<std::int64_t>(blob.octets)),
                                        SqlTx::blob(blob.digest), SqlTx::number(time)});
                          if (!inserted.ok())
                              return inserted;
                          return _attachments.refer(tx.raw(), attachment, kHolder, tx.lastId());
                      });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "an upload was not recorded"};
    return blob;
}

void Uploads::makeRoom(SqlTx& tx, const BlobOwner& owner, std::uint64_t room)
{
    auto used = static_cast<std::uint64_t>(tx.one(_sum, {SqlTx::number(owner.uploader)}).value());
    while (used > room)
    {
        std::vector<std::pair<std::int64_t, std::uint64_t>> oldest;
        (void)tx.run(_oldest, {SqlTx::number(owner.uploader), SqlTx::number(kBatch)},
                     [&](const kc_sql_row& row) {
                         oldest.emplace_back(row.values[0].u.i,
                                             static_cast<std::uint64_t>(row.values[1].u.i));
                     });
        if (oldest.empty())
            return;
        for (const auto& [row, octets] : oldest)
        {
            if (used <= room)
                break;
            remove(tx, row);
            used -= octets;
        }
    }
}

void Uploads::remove(SqlTx& tx, std::int64_t row)
{
    (void)_attachments.unrefer(tx.raw(), kHolder, row);
    (void)tx.run(_delete, {SqlTx::number(row)});
}

std::optional<Blob> Uploads::find(Context& context, const BlobOwner& owner, sv id)
{
    std::optional<Blob> found;
    const auto take = [&](const kc_sql_row& row)
    {
        found = Blob{std::string{id}, static_cast<std::uint64_t>(row.values[0].u.i),
                     std::string{view(row.values[1].u.s)}};
    };
    const Status status =
        _sql.read(context,
                  [&](SqlTx& tx)
                  {
                      found.reset();
                      return tx.run(_find,
                                    {SqlTx::text(id), SqlTx::number(owner.account),
                                     SqlTx::number(owner.uploader)},
                                    take);
                  });
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "uploads cannot be read"};
    return found;
}

Reader Uploads::open(Context& context, const Blob& blob)
{
    Reader reader;
    if (!_attachments.open(context, blob.digest, *reader.out()).ok())
        throw Fault{KC_ECORRUPT, "an upload's octets are not there"};
    return reader;
}

std::optional<Blob> Uploads::copy(Context& context, const Blob& blob, const BlobOwner& to,
                                  std::uint64_t quota)
{
    Reader from = open(context, blob);
    return add(context, to, quota,
               [&](const std::function<void(sv)>& piece)
               {
                   std::string buffer(kPiece, '\0');
                   while (const std::size_t got = from.read(context, buffer))
                       piece(sv{buffer}.substr(0, got));
               });
}

void Uploads::expire(Context& context, std::chrono::seconds lifetime)
{
    const std::int64_t before = now() - lifetime.count();
    std::size_t removed = 0;
    do
    {
        const Status status = _sql.transact(
            context,
            [&](SqlTx& tx)
            {
                std::vector<std::int64_t> rows;
                (void)tx.run(_expired, {SqlTx::number(before), SqlTx::number(kBatch)},
                             [&](const kc_sql_row& row) { rows.push_back(row.values[0].u.i); });
                for (const std::int64_t row : rows)
                    remove(tx, row);
                removed = rows.size();
            });
        if (!status.ok())
            throw Fault{KC_EUNAVAIL, "uploads cannot be removed"};
    } while (removed == kBatch && !context.cancelled());
}

} // namespace kc::jmap
