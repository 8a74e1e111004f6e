// SPDX-License-Identifier: Apache-2.0
// The database's file on disk: made with narrow rights if it is not there, and locked so that no
// second server opens it. Never holds the file itself open: closing any descriptor of it would drop
// SQLite's own locks.
#pragma once

#include <string>

namespace kc::sqlite
{

class DatabaseFile
{
public:
    /// Creates directory (one level) and file if needed and takes the lock. Throws Fault with
    /// `where` (the option's place in the configuration) in its words.
    DatabaseFile(const std::string& path, const std::string& where);

    DatabaseFile(const DatabaseFile&) = delete;
    DatabaseFile& operator=(const DatabaseFile&) = delete;
    ~DatabaseFile();

private:
    int _lock = -1;
};

} // namespace kc::sqlite
