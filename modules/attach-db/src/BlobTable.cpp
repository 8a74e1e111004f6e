// SPDX-License-Identifier: Apache-2.0
#include "BlobTable.h"

#include <chrono>
#include <vector>

namespace kc::attachdb
{

namespace
{

constexpr kc_sql_step kSteps[] = {
    {"CREATE TABLE adb_blob(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,"
     " octets INTEGER NOT NULL, modified INTEGER NOT NULL);"
     "CREATE TABLE adb_piece(blob_id INTEGER NOT NULL, number INTEGER NOT NULL,"
     " octets BLOB NOT NULL, PRIMARY KEY(blob_id, number)) WITHOUT ROWID",
     "CREATE TABLE adb_blob(id BIGINT PRIMARY KEY AUTO_INCREMENT, name VARBINARY(128) UNIQUE,"
     " octets BIGINT NOT NULL, modified BIGINT NOT NULL);"
     "CREATE TABLE adb_piece(blob_id BIGINT NOT NULL, number BIGINT NOT NULL,"
     " octets MEDIUMBLOB NOT NULL, PRIMARY KEY(blob_id, number))"}};

constexpr std::int64_t kPageRows = 256;

kc_value num(std::uint64_t value)
{
    return SqlTx::number(static_cast<std::int64_t>(value));
}

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void must(Status status)
{
    if (!status.ok())
        throw Fault{status.code(), "the database refused an attachment's rows"};
}

} // namespace

BlobTable::BlobTable(Context& context, const Sql& sql) : _sql{sql}
{
    _sql.migrate(context, "attach-db", kSteps);
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _create = prepare("INSERT INTO adb_blob(octets, modified) VALUES(0, 0)");
    _addPiece = prepare("INSERT INTO adb_piece(blob_id, number, octets) VALUES(?1, ?2, ?3)");
    _finish = prepare("UPDATE adb_blob SET name = ?2, octets = ?3, modified = ?4 WHERE id = ?1");
    _find = prepare("SELECT id, octets FROM adb_blob WHERE name = ?1");
    _piece = prepare("SELECT octets FROM adb_piece WHERE blob_id = ?1 AND number = ?2");
    _unname = prepare("UPDATE adb_blob SET name = NULL WHERE id = ?1");
    _erasePieces = prepare("DELETE FROM adb_piece WHERE blob_id = ?1");
    _erase = prepare("DELETE FROM adb_blob WHERE id = ?1");
    _page = prepare("SELECT id, name, octets, modified FROM adb_blob WHERE id > ?1 AND name IS NOT"
                    " NULL ORDER BY id LIMIT ?2");
    _nameless = prepare("SELECT id FROM adb_blob WHERE name IS NULL ORDER BY id LIMIT 1");
    for (std::optional<std::int64_t> left; true; erase(context, *left))
    {
        must(_sql.read(context, [&](SqlTx& tx) { left = tx.one(_nameless, {}); }));
        if (!left)
            break;
    }
}

void BlobTable::mustTransact(Context& context, const std::function<Status(SqlTx&)>& work) const
{
    must(_sql.transact(context, work));
}

kc_id BlobTable::create(Context& context) const
{
    kc_id id = 0;
    mustTransact(context,
                 [&](SqlTx& tx)
                 {
                     const Status status = tx.run(_create);
                     id = tx.lastId();
                     return status;
                 });
    return id;
}

void BlobTable::addPiece(Context& context, kc_id id, std::uint64_t number, sv octets) const
{
    mustTransact(
        context,
        [&](SqlTx& tx) {
            return tx.run(_addPiece, {SqlTx::number(id), num(number), SqlTx::blob(octets)});
        });
}

bool BlobTable::finish(Context& context, kc_id id, std::uint64_t octets, sv name) const
{
    const std::int64_t modified = now();
    const Status status =
        _sql.transact(context,
                      [&](SqlTx& tx)
                      {
                          return tx.run(_finish, {SqlTx::number(id), SqlTx::text(name), num(octets),
                                                  SqlTx::number(modified)});
                      });
    if (status.code() == KC_EEXISTS)
        return false;
    must(status);
    return true;
}

std::optional<BlobRow> BlobTable::find(SqlTx& tx, sv name) const
{
    std::optional<BlobRow> found;
    must(tx.run(
        _find, {SqlTx::text(name)},
        [&](const kc_sql_row& row) {
            found = BlobRow{row.values[0].u.i, static_cast<std::uint64_t>(row.values[1].u.i)};
        }));
    return found;
}

std::optional<BlobRow> BlobTable::find(Context& context, sv name) const
{
    std::optional<BlobRow> found;
    must(_sql.read(context, [&](SqlTx& tx) { found = find(tx, name); }));
    return found;
}

std::string BlobTable::piece(Context& context, kc_id id, std::uint64_t number) const
{
    std::optional<std::string> octets;
    must(_sql.read(context,
                   [&](SqlTx& tx)
                   {
                       return tx.run(_piece, {SqlTx::number(id), num(number)},
                                     [&](const kc_sql_row& row)
                                     { octets = std::string{view(row.values[0].u.s)}; });
                   }));
    if (!octets)
        throw Fault{KC_ECORRUPT, "a piece of an attachment is not in the database"};
    return std::move(*octets);
}

std::optional<BlobRow> BlobTable::unname(Context& context, sv name) const
{
    std::optional<BlobRow> had;
    mustTransact(context,
                 [&](SqlTx& tx) -> Status
                 {
                     had = find(tx, name);
                     return had ? tx.run(_unname, {SqlTx::number(had->id)}) : Status{KC_OK};
                 });
    return had;
}

void BlobTable::erase(Context& context, kc_id id) const
{
    mustTransact(context,
                 [&](SqlTx& tx)
                 {
                     must(tx.run(_erasePieces, {SqlTx::number(id)}));
                     return tx.run(_erase, {SqlTx::number(id)});
                 });
}

void BlobTable::list(
    Context& context,
    const std::function<bool(const std::string&, std::uint64_t, std::int64_t)>& push) const
{
    struct Named
    {
        std::string name;
        std::uint64_t octets;
        std::int64_t modified;
    };
    std::int64_t last = 0;
    std::vector<Named> page;
    do
    {
        page.clear();
        must(_sql.read(context,
                       [&](SqlTx& tx)
                       {
                           return tx.run(_page, {SqlTx::number(last), SqlTx::number(kPageRows)},
                                         [&](const kc_sql_row& row)
                                         {
                                             last = row.values[0].u.i;
                                             page.push_back(
                                                 {std::string{view(row.values[1].u.s)},
                                                  static_cast<std::uint64_t>(row.values[2].u.i),
                                                  row.values[3].u.i});
                                         });
                       }));
        for (const Named& one : page)
            if (!push(one.name, one.octets, one.modified))
                return;
    } while (!page.empty());
}

} // namespace kc::attachdb
