// SPDX-License-Identifier: Apache-2.0
// The tables of attach-db. A blob without a name is unfinished or removed: nobody finds it, and its
// pieces may go when nobody reads them.
#pragma once

#include <kc/sql.hpp>

#include <functional>
#include <optional>
#include <string>

namespace kc::attachdb
{

inline constexpr std::size_t kPieceOctets = 256 * 1024;

struct BlobRow
{
    kc_id id = 0;
    std::uint64_t octets = 0;
};

class BlobTable
{
public:
    /// Brings the tables up to date and removes what the last run left without a name.
    BlobTable(Context& context, const Sql& sql);

    kc_id create(Context& context) const;
    void addPiece(Context& context, kc_id id, std::uint64_t number, sv octets) const;
    /// Durable on return; false if there is one of that name.
    bool finish(Context& context, kc_id id, std::uint64_t octets, sv name) const;
    /// Nothing only when the database says that there is none.
    std::optional<BlobRow> find(Context& context, sv name) const;
    /// One piece; throws KC_ECORRUPT when it is not there.
    std::string piece(Context& context, kc_id id, std::uint64_t number) const;
    /// Takes the name away; the row it had, if there was one.
    std::optional<BlobRow> unname(Context& context, sv name) const;
    void erase(Context& context, kc_id id) const;
    /// All that have names, page by page, so that no snapshot is held during a push.
    void
    list(Context& context,
         const std::function<bool(const std::string&, std::uint64_t, std::int64_t)>& push) const;

private:
    void mustTransact(Context& context, const std::function<Status(SqlTx&)>& work) const;
    std::optional<BlobRow> find(SqlTx& tx, sv name) const;

    Sql _sql;
    std::int32_t _create, _addPiece, _finish, _find, _piece, _unname, _erasePieces, _erase, _page,
        _nameless;
};

} // namespace kc::attachdb
