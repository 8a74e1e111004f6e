// SPDX-License-Identifier: Apache-2.0
// The open database: server, writer, readers, statements. What kc.sql's functions call.
#pragma once

#include "Committer.h"

#include <kc/context.hpp>
#include <kc/sqlengine/ReaderPool.h>

#include <mutex>
#include <optional>

namespace kc::mysql
{

class Database
{
public:
    /// Opens, or creates. Throws a Fault that names the option's place.
    /// `batches` observes how many closures each commit has.
    Database(Settings settings, const Places& places, Log log, const Histogram& batches = {});
    ~Database();

    /// The functions of kc.sql; they throw Faults.
    void migrate(const Context& context, const std::string& module,
                 const std::vector<kc_sql_step>& steps);
    std::int32_t prepare(const Context& context, const char* sql);
    kc_status transact(const Context& context, kc_sql_work work, void* arg);
    kc_status read(const Context& context, kc_sql_work work, void* arg);

private:
    void rest();

    Server _server;
    StatementList _texts;
    std::unique_ptr<Connection> _writer;
    sqlengine::ReaderPool<Connection> _readers;
    std::mutex _compiling;                 // guards what follows
    std::unique_ptr<Connection> _compiler; // tries texts, which a reader may not all; at start only
    std::optional<Committer> _committer;
};

} // namespace kc::mysql
