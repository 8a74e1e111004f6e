// SPDX-License-Identifier: Apache-2.0
// The database server: how it is reached, and when it was last not. While it is away, one caller at
// a time tries, with a growing pause, and all others are answered at once.
#pragma once

#include "Failure.h"
#include "Options.h"

#include <kc/log.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

namespace kc::mysql
{

struct CloseConnection
{
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};

using Native = std::unique_ptr<MYSQL, CloseConnection>;

enum class Access : unsigned char
{
    Commit, // the committer's: holds the lock that keeps a second server out
    Write,
    Read
};

class Server
{
public:
    Server(Settings settings, Log log);

    /// A connection with the session's settings, the database chosen. Throws a Fault, KC_EUNAVAIL
    /// at once when the server was away a moment ago.
    Native connect(Access access);

    /// At start: creates the database if need be, and says in the Fault what to do about what is
    /// wrong.
    void prepareDatabase(const Places& places);

    /// At start, on the committer's connection: throws a Fault if another server has the database.
    void requireSole(MYSQL* native, const Places& places) const;

    /// Octets that a statement with its parameters may have.
    std::size_t packetLimit() const { return _packetLimit; }

    const std::string& database() const { return _settings.database; }

private:
    Native open(Failure& failure) const;
    void settle(Native& native, Access access) const;
    std::string lockRequest(int seconds) const;
    void createDatabase(MYSQL* native, const Places& places) const;
    bool mayTry();
    void answered(const std::string& failure);
    std::string address() const;

    const Settings _settings;
    const Log _log;
    std::atomic<std::size_t> _packetLimit{1U << 20};
    std::mutex _mutex; // guards what follows; nothing is called under it but the clock
    bool _trying = false;
    bool _away = false;
    std::chrono::steady_clock::time_point _lostAt, _nextTry;
    std::chrono::milliseconds _pause{0};
};

/// Runs statements without parameters; the rows' columns as text. Throws Fault.
std::vector<std::vector<std::string>> query(MYSQL* native, const std::string& sql);

/// A name in double quotes.
std::string quotedName(sv name);
/// A text in single quotes.
std::string quotedText(sv text);

} // namespace kc::mysql
