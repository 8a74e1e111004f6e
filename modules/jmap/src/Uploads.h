// SPDX-License-Identifier: Apache-2.0
// Uploaded blobs (RFC 8620 §6): the octets lie in the attachment store, a row here says whose they
// are and until when. Nothing refers to an upload yet; what an object of an account refers to will
// be another kind of blob, with another first letter in its id.
#pragma once

#include <kc/attach.hpp>
#include <kc/sql.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace kc::jmap
{

/// Uploads are seen by who made them, also in an account that others share (RFC 8620 §6.1).
struct BlobOwner
{
    kc_id account;  // the principal whose account it is
    kc_id uploader; // the principal who calls
};

struct Blob
{
    std::string id;
    std::uint64_t octets;
    std::string digest; // SHA-256
};

class Uploads
{
public:
    /// Pushes pieces of the octets to where they go.
    using Source = std::function<void(const std::function<void(sv)>& piece)>;

    /// In start(): brings the tables up to date.
    Uploads(Context& context, const Sql& sql, const kc_service& attachments);

    /// A new blob, durable on return. The uploader's oldest ones make room for it within `quota`
    /// (RFC 8620 §6); nothing if it alone is larger. Throws Fault.
    std::optional<Blob> add(Context& context, const BlobOwner& owner, std::uint64_t quota,
                            const Source& source);

    std::optional<Blob> find(Context& context, const BlobOwner& owner, sv id);

    /// The octets of a blob that was found.
    Reader open(Context& context, const Blob& blob);

    /// The same octets in another account; nothing as with add(), or if they are gone meanwhile.
    std::optional<Blob> copy(Context& context, const Blob& blob, const BlobOwner& to,
                             std::uint64_t quota);

    /// Removes what was uploaded so long ago.
    void expire(Context& context, std::chrono::seconds lifetime);

private:
    kc_attachment store(Context& context, const Source& source);
    void makeRoom(SqlTx& tx, const BlobOwner& owner, std::uint64_t room);
    void remove(SqlTx& tx, std::int64_t row);

    Sql _sql;
    AttachStoreProxy _attachments;
    std::int32_t _insert, _find, _sum, _oldest, _expired, _delete;
};

} // namespace kc::jmap
