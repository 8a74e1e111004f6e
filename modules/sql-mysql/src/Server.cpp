// SPDX-License-Identifier: Apache-2.0
#include "Server.h"

#include <algorithm>
#include <charconv>
#include <mysqld_error.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace kc::mysql
{

namespace
{

using Clock = std::chrono::steady_clock;

// Service is to be back within two seconds of the server: neither pause nor attempt is longer.
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{500};
constexpr unsigned kConnectSeconds = 2;
/// Until the server notices that a predecessor was killed.
constexpr int kPredecessorSeconds = 5;
/// Longer than any statement of ours; what is stuck longer counts as lost.
constexpr unsigned kAnswerSeconds = 120;
/// A peer that vanished from the network is noticed in about 20 s.
constexpr int kKeepIdleSeconds = 10;
constexpr int kKeepIntervalSeconds = 3;
constexpr int kKeepProbes = 3;
constexpr unsigned kUnacknowledgedMilliseconds = 20'000;

/// Octets of a request that are not parameters.
constexpr std::size_t kRequestRoom = 64 * 1024;

void noticeDeadPeers(MYSQL* native)
{
    const int socket = static_cast<int>(mysql_get_socket(native));
    const auto set = [&](int level, int option, auto value)
    { (void)setsockopt(socket, level, option, &value, sizeof value); };
    set(SOL_SOCKET, SO_KEEPALIVE, 1); // on a UNIX socket all of this does nothing
    set(IPPROTO_TCP, TCP_KEEPIDLE, kKeepIdleSeconds);
    set(IPPROTO_TCP, TCP_KEEPINTVL, kKeepIntervalSeconds);
    set(IPPROTO_TCP, TCP_KEEPCNT, kKeepProbes);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, kUnacknowledgedMilliseconds);
}

std::string doubled(sv text, char quote)
{
    std::string made{quote};
    for (const char c : text)
        made.append(c == quote ? 2 : 1, c);
    return made + quote;
}

} // namespace

std::string quotedName(sv name)
{
    return doubled(name, '"');
}

std::string quotedText(sv text)
{
    return doubled(text, '\'');
}

std::vector<std::vector<std::string>> query(MYSQL* native, const std::string& sql)
{
    const auto must = [&](bool fine)
    {
        if (fine)
            return;
        const Failure failure = failureOf(native, "\"" + sql + "\"");
        throw Fault{failure.code, failure.text};
    };
    must(mysql_real_query(native, sql.data(), sql.size()) == 0);
    std::vector<std::vector<std::string>> rows;
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result{
        mysql_store_result(native), &mysql_free_result};
    must(result != nullptr || mysql_field_count(native) == 0);
    while (MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr)
    {
        const unsigned long* const lengths = mysql_fetch_lengths(result.get());
        std::vector<std::string>& values = rows.emplace_back();
        for (unsigned i = 0; i < mysql_num_fields(result.get()); ++i)
            values.emplace_back(row[i] == nullptr ? "" : row[i],
                                row[i] == nullptr ? 0 : lengths[i]);
    }
    return rows;
}

Server::Server(Settings settings, Log log) : _settings{std::move(settings)}, _log{log} {}

std::string Server::address() const
{
    if (_settings.host == "localhost")
        return _settings.socket.empty() ? "localhost" : _settings.socket;
    return _settings.host + ":" + std::to_string(_settings.port);
}

Native Server::open(Failure& failure) const
{
    Native native{mysql_init(nullptr)};
    const auto set = [&](mysql_option option, auto value)
    { mysql_optionsv(native.get(), option, &value); };
    set(MYSQL_OPT_CONNECT_TIMEOUT, kConnectSeconds);
    set(MYSQL_OPT_READ_TIMEOUT, kAnswerSeconds);
    set(MYSQL_OPT_WRITE_TIMEOUT, kAnswerSeconds);
    set(MYSQL_OPT_LOCAL_INFILE, 0U); // no server reads our files
    set(MYSQL_OPT_RECONNECT, my_bool{0});
    mysql_optionsv(native.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const char* const socket = _settings.socket.empty() ? nullptr : _settings.socket.c_str();
    // A row that is set to what it was counts as changed, as in SQLite.
    std::string password{_settings.password->reveal()};
    const bool fine = mysql_real_connect(native.get(), _settings.host.c_str(),
                                         _settings.user.c_str(), password.c_str(), nullptr,
                                         _settings.port, socket, CLIENT_FOUND_ROWS) != nullptr;
    wipe(password);
    failure = fine ? Failure{} : failureOf(native.get(), "connecting to " + address());
    if (!fine)
        return nullptr;
    noticeDeadPeers(native.get());
    return native;
}

void Server::settle(Native& native, Access access) const
{
    // The texts of modules mean the same as in SQLite, and errors are errors. No DDL waits for ever
    // for a lock, no statement for long for a row: what waits too long is run again.
    query(native.get(),
          "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,"
          "STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION',"
          " default_storage_engine = " +
              quotedText(_settings.engine) +
              ", group_concat_max_len = " + std::to_string(_settings.groupConcat) +
              ", innodb_lock_wait_timeout = 5, lock_wait_timeout = 60, wait_timeout = 86400,"
              " autocommit = 0");
    query(native.get(), "SET NAMES utf8mb4 COLLATE utf8mb4_bin");
    query(native.get(), access == Access::Read
                            ? "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                            : "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    // After a lost connection the server may still count it as open, and the lock with it.
    if (access == Access::Commit && mysql_query(native.get(), lockRequest(0).c_str()) == 0)
        mysql_free_result(mysql_store_result(native.get()));
}

std::string Server::lockRequest(int seconds) const
{
    return "SELECT GET_LOCK(CONCAT('kopano.', MD5(" + quotedText(_settings.database) + ")), " +
           std::to_string(seconds) + ")";
}

void Server::requireSole(MYSQL* native, const Places& places) const
{
    std::vector<std::vector<std::string>> answer;
    try
    {
        answer = query(native, lockRequest(kPredecessorSeconds));
    }
    catch (const Fault& fault) // a Galera cluster has no such locks
    {
        _log.debug(std::string{"no lock for the database: "} + fault.what());
        return;
    }
    if (answer.at(0).at(0) == "0")
        throw Fault{KC_EUNAVAIL, places.database + ": the database " + _settings.database +
                                     " is in use by another server; stop that one first"};
}

bool Server::mayTry()
{
    const std::lock_guard lock{_mutex};
    if (_away && (_trying || Clock::now() < _nextTry))
        return false;
    _trying = true;
    return true;
}

/// An attempt has ended: well, if there is no text.
void Server::answered(const std::string& failure)
{
    bool changed = false;
    std::chrono::milliseconds away{0};
    {
        const std::lock_guard lock{_mutex};
        const auto now = Clock::now();
        _trying = false;
        changed = _away == failure.empty();
        _away = !failure.empty();
        if (changed && _away)
            _lostAt = now;
        away = std::chrono::duration_cast<std::chrono::milliseconds>(now - _lostAt);
        _pause = _away ? std::clamp(_pause * 2, kFirstPause, kLongestPause)
                       : std::chrono::milliseconds{0};
        _nextTry = now + _pause;
    }
    if (changed && !failure.empty())
        _log.error("the database cannot be reached: " + failure +
                   "; requests get temporary errors until it is back");
    else if (changed)
        _log.notice("the database is back", {{"away_ms", away.count()}});
}

Native Server::connect(Access access)
{
    if (!mayTry())
        throw Fault{KC_EUNAVAIL, "the database " + address() + " is away"};
    Failure failure;
    try
    {
        Native native = open(failure);
        if (native != nullptr)
        {
            settle(native, access);
            if (mysql_select_db(native.get(), _settings.database.c_str()) != 0)
                failure = failureOf(native.get(), "choosing the database " + _settings.database);
        }
        answered(failure.text);
        if (!failure)
            return native;
    }
    catch (const Fault& fault)
    {
        answered(fault.what());
        throw Fault{KC_EUNAVAIL, fault.what()};
    }
    throw Fault{KC_EUNAVAIL, failure.text};
}

void Server::createDatabase(MYSQL* native, const Places& places) const
{
    const unsigned number = mysql_errno(native);
    const std::string name = quotedName(_settings.database);
    const std::string remedy = "; let the database's administrator run: CREATE DATABASE " +
                               _settings.database + "; GRANT ALL ON " + _settings.database +
                               ".* TO '" + _settings.user + "'@'...'";
    if (number != ER_BAD_DB_ERROR)
        throw Fault{KC_EUNAVAIL,
                    places.database + ": " +
                        failureOf(native, "choosing the database " + _settings.database).text +
                        remedy};
    try
    {
        query(native, "CREATE DATABASE IF NOT EXISTS " + name +
                          " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    }
    catch (const Fault& fault)
    {
        throw Fault{KC_EUNAVAIL, places.database + ": there is no database " + _settings.database +
                                     ", and it cannot be created: " + fault.what() + remedy};
    }
    _log.notice("created the database " + _settings.database);
}

void Server::prepareDatabase(const Places& places)
{
    Failure failure;
    Native native = open(failure);
    if (failure.number == ER_ACCESS_DENIED_ERROR)
        throw Fault{KC_EUNAVAIL,
                    places.user + ": " + failure.text + "; correct mysql_user and mysql_password"};
    if (failure)
        throw Fault{KC_EUNAVAIL,
                    places.host + ": " + failure.text +
                        "; start the database, or correct mysql_host, mysql_port and mysql_socket"};
    try
    {
        settle(native, Access::Write);
    }
    catch (const Fault& fault)
    {
        throw Fault{KC_EUNAVAIL, places.engine + ": " + fault.what()};
    }
    if (mysql_select_db(native.get(), _settings.database.c_str()) != 0)
        createDatabase(native.get(), places);
    const std::string limit = query(native.get(), "SELECT @@max_allowed_packet").at(0).at(0);
    std::size_t octets = 0;
    std::from_chars(limit.data(), limit.data() + limit.size(), octets);
    _packetLimit = octets > 2 * kRequestRoom ? octets - kRequestRoom : octets / 2;
}

} // namespace kc::mysql
