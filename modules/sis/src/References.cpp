// SPDX-License-Identifier: Apache-2.0
// A copy is marked when its last reference goes, in the same transaction, so that the sweep never
// has to look for them.
#include "References.h"

namespace kc::sis
{

namespace
{

constexpr std::array kSchema{kc_sql_step{
    "CREATE TABLE sis_blob(id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE,"
    " generation INTEGER NOT NULL, octets INTEGER NOT NULL, stored INTEGER NOT NULL,"
    " encoding INTEGER NOT NULL, marked_at INTEGER);"
    "CREATE INDEX sis_blob_marked ON sis_blob(marked_at) WHERE marked_at IS NOT NULL;"
    "CREATE TABLE sis_ref(owner TEXT NOT NULL, holder INTEGER NOT NULL, blob INTEGER NOT NULL,"
    " PRIMARY KEY(owner, holder, blob)) WITHOUT ROWID;"
    "CREATE INDEX sis_ref_blob ON sis_ref(blob)",
    "CREATE TABLE sis_blob(id BIGINT PRIMARY KEY AUTO_INCREMENT,"
    " digest VARBINARY(32) NOT NULL UNIQUE, generation BIGINT NOT NULL, octets BIGINT NOT NULL,"
    " stored BIGINT NOT NULL, encoding BIGINT NOT NULL, marked_at BIGINT);"
    "CREATE INDEX sis_blob_marked ON sis_blob(marked_at);"
    "CREATE TABLE sis_ref(owner VARBINARY(64) NOT NULL, holder BIGINT NOT NULL,"
    " \"blob\" BIGINT NOT NULL, PRIMARY KEY(owner, holder, \"blob\"));"
    "CREATE INDEX sis_ref_blob ON sis_ref(\"blob\")"}};

/// Generations use all 64 bits; SQL's integers have a sign.
std::int64_t signedOf(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

std::uint64_t unsignedOf(const kc_value& value)
{
    return static_cast<std::uint64_t>(value.u.i);
}

/// Columns: id, digest, generation, octets, stored, encoding, marked_at.
KnownCopy knownCopy(const kc_sql_row& row)
{
    KnownCopy known;
    known.id = row.values[0].u.i;
    const sv digest = view(row.values[1].u.s);
    if (digest.size() != known.copy.digest.size())
        throw Fault{KC_ECORRUPT, "a digest in sis_blob has a wrong length"};
    digest.copy(known.copy.digest.data(), digest.size());
    known.copy.generation = unsignedOf(row.values[2]);
    known.copy.octets = unsignedOf(row.values[3]);
    known.copy.stored = unsignedOf(row.values[4]);
    known.copy.encoding = static_cast<Encoding>(row.values[5].u.i);
    known.marked = row.values[6].type != KC_NULL;
    return known;
}

} // namespace

References::References(Context& context, const Sql& sql) : _sql{sql}
{
    _sql.migrate(context, "sis", kSchema);
    const auto prepare = [&](const char* text) { return _sql.prepare(context, text); };
    _find = prepare("SELECT id, digest, generation, octets, stored, encoding, marked_at "
                    "FROM sis_blob WHERE digest = ?1");
    _insert = prepare("INSERT INTO sis_blob(digest, generation, octets, stored, encoding) "
                      "VALUES(?1, ?2, ?3, ?4, ?5)");
    _unmark = prepare("UPDATE sis_blob SET marked_at = NULL WHERE id = ?1");
    _mark = prepare("UPDATE sis_blob SET marked_at = ?2 WHERE id = ?1 "
                    "AND NOT EXISTS (SELECT 1 FROM sis_ref WHERE \"blob\" = ?1)");
    _listMarked = prepare("SELECT id, digest, generation, octets, stored, encoding, marked_at "
                          "FROM sis_blob WHERE marked_at < ?1 "
                          "AND NOT EXISTS (SELECT 1 FROM sis_ref WHERE \"blob\" = sis_blob.id) "
                          "ORDER BY marked_at LIMIT ?2");
    _remove = prepare("DELETE FROM sis_blob WHERE id = ?1");
    _heal = prepare("UPDATE sis_blob SET generation = ?3, stored = ?4, encoding = ?5 "
                    "WHERE id = ?1 AND generation = ?2");
    _addRef = prepare("INSERT INTO sis_ref(owner, holder, \"blob\") VALUES(?1, ?2, ?3)");
    _refsOf = prepare("SELECT \"blob\" FROM sis_ref WHERE owner = ?1 AND holder = ?2");
    _dropRefs = prepare("DELETE FROM sis_ref WHERE owner = ?1 AND holder = ?2");
}

std::optional<KnownCopy> References::find(SqlTx& tx, sv digest) const
{
    std::optional<KnownCopy> found;
    (void)tx.run(_find, {SqlTx::blob(digest)},
                 [&](const kc_sql_row& row) { found = knownCopy(row); });
    return found;
}

std::optional<KnownCopy> References::find(Context& context, sv digest) const
{
    std::optional<KnownCopy> found;
    const Status status = _sql.read(context, [&](SqlTx& tx) { found = find(tx, digest); });
    // Absent only when the database said so.
    if (!status.ok())
        throw Fault{KC_EUNAVAIL, "looking up an attachment failed"};
    return found;
}

Status References::refer(SqlTx& tx, const Copy& copy, sv owner, kc_id holder, Milliseconds now,
                         Milliseconds grace) const
{
    const std::optional<KnownCopy> known = find(tx, octetsOf(copy.digest));
    if (!known && now - bornAt(copy.generation) > grace)
        return KC_EBUSY;
    if (known && known->marked)
        (void)tx.run(_unmark, {SqlTx::number(known->id)});
    const std::int64_t row = known ? known->id : rowFor(tx, copy);
    // A holder that refers to one content twice has one reference.
    (void)tx.run(_addRef, {SqlTx::text(owner), SqlTx::number(holder), SqlTx::number(row)});
    return KC_OK;
}

std::int64_t References::rowFor(SqlTx& tx, const Copy& copy) const
{
    const Status status = tx.run(
        _insert, {SqlTx::blob(octetsOf(copy.digest)), SqlTx::number(signedOf(copy.generation)),
                  SqlTx::number(signedOf(copy.octets)), SqlTx::number(signedOf(copy.stored)),
                  SqlTx::number(static_cast<std::int64_t>(copy.encoding))});
    if (!status.ok())
        throw Fault{KC_EBUSY, "another server has just stored this attachment"};
    return tx.lastId();
}

void References::heal(SqlTx& tx, const KnownCopy& lost, const Copy& copy) const
{
    (void)tx.run(_heal,
                 {SqlTx::number(lost.id), SqlTx::number(signedOf(lost.copy.generation)),
                  SqlTx::number(signedOf(copy.generation)), SqlTx::number(signedOf(copy.stored)),
                  SqlTx::number(static_cast<std::int64_t>(copy.encoding))});
}

void References::unrefer(SqlTx& tx, sv owner, kc_id holder, Milliseconds now) const
{
    std::vector<std::int64_t> rows;
    (void)tx.run(_refsOf, {SqlTx::text(owner), SqlTx::number(holder)},
                 [&](const kc_sql_row& row) { rows.push_back(row.values[0].u.i); });
    if (rows.empty())
        return;
    (void)tx.run(_dropRefs, {SqlTx::text(owner), SqlTx::number(holder)});
    for (const std::int64_t row : rows)
        (void)tx.run(_mark, {SqlTx::number(row), SqlTx::number(now.count())});
}

std::vector<Copy> References::takeMarked(SqlTx& tx, Milliseconds until, std::int64_t limit) const
{
    std::vector<KnownCopy> rows;
    (void)tx.run(_listMarked, {SqlTx::number(until.count()), SqlTx::number(limit)},
                 [&](const kc_sql_row& row) { rows.push_back(knownCopy(row)); });
    std::vector<Copy> copies;
    for (const KnownCopy& row : rows)
    {
        (void)tx.run(_remove, {SqlTx::number(row.id)});
        copies.push_back(row.copy);
    }
    return copies;
}

} // namespace kc::sis
