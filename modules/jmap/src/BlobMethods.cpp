// SPDX-License-Identifier: Apache-2.0
#include "BlobMethods.h"

#include "Accounts.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

constexpr std::size_t kPiece = 65536;

} // namespace

BlobAccount blobAccount(Call& call, const std::string& accountId)
{
    if (accountId == call.caller.directoryAccount())
        return {std::nullopt, "accountNotSupportedByMethod"};
    const auto account = findAccount(call.context, call.directory, call.caller, accountId);
    if (!account)
        return {std::nullopt, "accountNotFound"};
    if (call.uploads == nullptr)
        return {std::nullopt, "accountNotSupportedByMethod"};
    return {BlobOwner{*account, call.caller.principal}};
}

void readBlob(Call& call, const Blob& blob, std::uint64_t offset, std::uint64_t length,
              const std::function<void(sv)>& piece)
{
    Reader reader = call.uploads->open(call.context, blob);
    if (offset > 0)
        reader.seek(call.context, offset);
    std::string buffer(static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, length)), '\0');
    while (length > 0)
    {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, length));
        if (reader.read(call.context, {buffer.data(), wanted}) != wanted)
            throw Fault{KC_ECORRUPT, "a blob is shorter than its size"};
        piece(sv{buffer}.substr(0, wanted));
        length -= wanted;
    }
}

} // namespace kc::jmap
