// SPDX-License-Identifier: Apache-2.0
// The options of the embedded database. Durability is not among them: an answer that says "stored"
// means that it is.
#pragma once

#include <kc/options.hpp>

#include <cstdint>
#include <string>

namespace kc::sqlite
{

inline constexpr auto kOptions = opt::table(
    opt::str("sqlite_path")
        .def("/var/lib/kopano/kopano.db")
        .nonempty()
        .help("The database file of `database_engine = sqlite`. It is created, with its directory, "
              "if it is not there; the write-ahead log and a lock lie beside it."),
    opt::number("sqlite_wal_autocheckpoint")
        .def("8000")
        .range(100, 1'000'000)
        .help("Pages of 4 KiB in the write-ahead log after which it is copied into the database. "
              "More gives more throughput, fewer give a shorter pause and a smaller log."));

/// The options as read once at start.
struct Settings
{
    std::string path;
    std::int64_t checkpointPages = 8000;
};

} // namespace kc::sqlite
