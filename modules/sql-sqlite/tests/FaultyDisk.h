// SPDX-License-Identifier: Apache-2.0
// A disk that can be full or fail to flush: a layer over SQLite's own file system, which a test
// switches.
#pragma once

#include <atomic>
#include <sqlite3.h>

namespace kc::sqlite::test
{

class FaultyDisk
{
public:
    /// Every file opened from now on goes through this layer.
    static void install();

    static inline std::atomic<bool> full{false};
    static inline std::atomic<bool> flushFails{false};
    static inline std::atomic<int> flushes{0};
};

} // namespace kc::sqlite::test
