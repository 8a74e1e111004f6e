// SPDX-License-Identifier: Apache-2.0
// What the methods of blobs share (RFC 8620 §6.3, RFC 9404): whose account, which blob.
#pragma once

#include "SetArguments.h"

#include <optional>

namespace kc::jmap
{

inline constexpr std::size_t kMaxDataSources = 64; // RFC 9404 §4.1: the least that is allowed

/// The account that a method names, and the methods that it may be used with.
struct BlobAccount
{
    std::optional<BlobOwner> owner;
    const char* error = nullptr; // of the method, when there is no owner
};

BlobAccount blobAccount(Call& call, const std::string& accountId);

/// Octets of a blob in pieces; `length` of them from `offset` on.
void readBlob(Call& call, const Blob& blob, std::uint64_t offset, std::uint64_t length,
              const std::function<void(sv)>& piece);

} // namespace kc::jmap
