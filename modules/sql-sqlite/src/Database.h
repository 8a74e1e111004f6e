// SPDX-License-Identifier: Apache-2.0
// The open database: lock, writer, readers, statements. What kc.sql's functions call.
#pragma once

#include "Committer.h"
#include "DatabaseFile.h"

#include <kc/context.hpp>
#include <kc/sqlengine/ReaderPool.h>

#include <functional>
#include <optional>

namespace kc::sqlite
{

class Database
{
public:
    /// Opens, or creates. Throws a Fault that names the option's place `where`.
    /// `batches` observes how many closures each commit has.
    Database(const Settings& settings, const std::string& where, Log log,
             const Histogram& batches = {});
    ~Database();

    /// The functions of kc.sql; they throw Faults.
    void migrate(const Context& context, const std::string& module,
                 const std::vector<kc_sql_step>& steps);
    std::int32_t prepare(const Context& context, const char* sql);
    kc_status transact(const Context& context, kc_sql_work work, void* arg);
    kc_status read(const Context& context, kc_sql_work work, void* arg);

private:
    void open(const std::string& where);
    void transactOrThrow(const Context& context, const std::function<kc_status(kc_sql_tx*)>& work);
    std::string newerTables(const std::string& module, std::uint32_t found,
                            std::size_t known) const;

    Settings _settings;
    DatabaseFile _file;
    StatementList _texts;
    std::unique_ptr<Connection> _writer; // outlives the readers, so that it closes the log
    sqlengine::ReaderPool<Connection> _readers;
    std::optional<Committer> _committer;
};

} // namespace kc::sqlite
