// SPDX-License-Identifier: Apache-2.0
// What the errors of server and client library mean to a caller of kc.sql, and to the transaction
// that they happened in.
#pragma once

#include <kc/status.hpp>

#include <mysql.h>
#include <string>

namespace kc::mysql
{

/// What an error leaves of the transaction.
enum class Harm : unsigned char
{
    None,      // the statement alone left nothing
    Rerun,     // the server gave it up (deadlock, lock wait, Galera certification): run it again
    Connection // it is gone with the connection
};

struct Failure
{
    unsigned number = 0; // 0: none
    kc_code code = KC_OK;
    Harm harm = Harm::None;
    std::string text; // "what: the server's words (number)", for the log

    explicit operator bool() const { return number != 0; }
};

Failure failureOf(unsigned number, const char* words, const std::string& what);
Failure failureOf(MYSQL* connection, const std::string& what);
Failure failureOf(MYSQL_STMT* statement, const std::string& what);

} // namespace kc::mysql
