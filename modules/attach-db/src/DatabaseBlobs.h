// SPDX-License-Identifier: Apache-2.0
// kc.blobstore/1 over kc.sql.
#pragma once

#include "BlobTable.h"
#include "Readings.h"

#include <kc/attach.hpp>

#include <memory>

namespace kc::attachdb
{

class DatabaseBlobs final : public BlobStore
{
public:
    void open(Context& context, const Sql& sql) { _table.emplace(context, sql); }

    void close() { _table.reset(); }

    Status begin(Context& context, kc_blob_upload*& out) override;
    Status write(Context& context, kc_blob_upload* upload, sv octets) override;
    Status commit(Context& context, kc_blob_upload* upload, sv name) override;
    void abort(kc_blob_upload* upload) noexcept override;
    Status open(Context& context, sv name, kc_reader& out) override;
    Status remove(Context& context, sv name) override;
    Status list(Context& context, Sink<kc_blob_info> blobs) override;

private:
    const BlobTable& table() const;
    void eraseUnread(Context& context);

    std::optional<BlobTable> _table;
    // Shared with the readers, which may be closed after the store.
    std::shared_ptr<Readings> _readings = std::make_shared<Readings>();
};

} // namespace kc::attachdb
