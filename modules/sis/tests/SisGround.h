// SPDX-License-Identifier: Apache-2.0
// Single-instance storage on the embedded database and a blob store in memory, with a clock that
// the test moves.
#pragma once

#include "MemoryBlobs.h"
#include "Samples.h"
#include "Sis.h"

#include <kc/test/test_database.hpp>

#include <filesystem>
#include <optional>

namespace kc::sis::test
{

inline constexpr Milliseconds kGrace = std::chrono::hours{1};

class SisGround
{
public:
    SisGround()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "kc-sis-XXXXXX";
        _directory = mkdtemp(pattern.data());
        kc::test::TestDatabase{KC_SQL_MODULE, _directory / "kc.db"}.load(_kernel);
        blobs.serviceHost = _kernel.host();
        kc_service sql = _kernel.service(KC_SQL);
        _realSql = static_cast<const kc_sql*>(sql.table);
        _failingSql = *_realSql;
        _failingSql.transact = [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
        { return failSqlAt-- == 0 ? KC_EUNAVAIL : _realSql->transact(self, ctx, work, arg); };
        _failingSql.read = [](void* self, kc_ctx* ctx, kc_sql_work work, void* arg)
        { return failSqlAt-- == 0 ? KC_EUNAVAIL : _realSql->read(self, ctx, work, arg); };
        sql.table = &_failingSql;
        _sql.emplace(sql);
        reopen();
        Context call = context();
        _rows = _sql->prepare(call, "SELECT count(*) FROM sis_blob");
        _refs = _sql->prepare(call, "SELECT count(*) FROM sis_ref");
    }

    SisGround(const SisGround&) = delete;
    SisGround& operator=(const SisGround&) = delete;

    ~SisGround()
    {
        _sis.reset();
        _kernel.stop();
        std::filesystem::remove_all(_directory);
    }

    /// What a restart forgets.
    void reopen()
    {
        Context call = context();
        const auto& tasks = *static_cast<const kc_tasks*>(_kernel.service(KC_TASKS).table);
        _sis.emplace(call, Ground{blobs, *_sql, _kernel.host(), tasks, testClock},
                     Settings{6, kGrace});
    }

    Context context() { return _kernel.context(); }

    Sis& sis() { return *_sis; }

    kc_attachment put(sv content)
    {
        Context call = context();
        const auto upload = _sis->begin(call);
        upload->write(call, content);
        return _sis->commit(call, *upload);
    }

    /// `outcome` is the closure's own, after it referred.
    Status refer(const kc_attachment& attachment, kc_id holder, kc_code outcome = KC_OK)
    {
        Context call = context();
        const Status referred =
            _sql->transact(call,
                           [&](SqlTx& tx)
                           {
                               const Status status =
                                   _sis->refer(tx.raw(), attachment, "store", holder);
                               return outcome == KC_OK ? status : Status{outcome};
                           });
        _kernel.runTasks(); // a copy too many is removed by one
        return referred;
    }

    Status unrefer(kc_id holder)
    {
        Context call = context();
        return _sql->transact(call, [&](SqlTx& tx) { _sis->unrefer(tx.raw(), "store", holder); });
    }

    /// Put and refer, as a delivery does.
    kc_attachment deliver(sv content, kc_id holder)
    {
        const kc_attachment attachment = put(content);
        if (!refer(attachment, holder).ok())
            throw Fault{KC_EBUSY, "not delivered"};
        return attachment;
    }

    std::optional<std::string> content(const kc_attachment& attachment)
    {
        Context call = context();
        Reader reader;
        const sv digest{reinterpret_cast<const char*>(attachment.digest), kDigestOctets};
        if (!_sis->open(call, digest, *reader.out()).ok())
            return std::nullopt;
        std::string octets(reader.length(), '\0');
        octets.resize(reader.read(call, octets));
        return octets;
    }

    Swept sweep()
    {
        Context call = context();
        return _sis->sweep(call);
    }

    std::int64_t rows() { return number(_rows); }

    std::int64_t refs() { return number(_refs); }

    MemoryBlobs blobs;
    /// Transactions and reads until one fails, once.
    static constexpr int kNever = std::numeric_limits<int>::max();
    static inline std::atomic<int> failSqlAt{kNever};

private:
    static inline const kc_sql* _realSql = nullptr;
    kc_sql _failingSql{};

    std::int64_t number(std::int32_t statement)
    {
        Context call = context();
        std::int64_t n = -1;
        (void)_sql->read(call, [&](SqlTx& tx) { n = tx.one(statement, {}).value_or(-1); });
        return n;
    }

    std::filesystem::path _directory;
    kc::test::FakeKernel _kernel;
    std::optional<Sql> _sql;
    std::optional<Sis> _sis;
    std::int32_t _rows = -1;
    std::int32_t _refs = -1;
};

template <class Body>
kc_code faultOf(Body&& body)
{
    try
    {
        body();
    }
    catch (const Fault& fault)
    {
        return fault.code();
    }
    return KC_OK;
}

} // namespace kc::sis::test
