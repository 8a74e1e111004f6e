// SPDX-License-Identifier: Apache-2.0
// Which names a blob may have, and in which directory it lies.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::files
{

/// 1 to 128 of [0-9a-z.-], but not a name that the file system gives a meaning of its own.
bool isBlobName(sv name);

/// Two levels of directories from the name's first four characters; what is no letter or digit
/// counts as `_`, so that a level is never `..` and never the directory of unfinished uploads.
struct Shard
{
    explicit Shard(sv name);

    std::string outer, inner;
};

} // namespace kc::files
