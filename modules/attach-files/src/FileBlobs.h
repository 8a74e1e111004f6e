// SPDX-License-Identifier: Apache-2.0
// kc.blobstore/1 on a directory tree.
#pragma once

#include "BlobTree.h"

#include <kc/attach.hpp>

#include <optional>

namespace kc::files
{

class FileBlobs final : public BlobStore
{
public:
    /// Opens the tree and proves by one blob that it can be written and read. Throws Fault; a
    /// NoRoom leaves it open, for what is stored can be read.
    void open(Context& context, const std::string& path, Durable durable);
    void close();

    Status begin(Context& context, kc_blob_upload*& out) override;
    Status write(Context& context, kc_blob_upload* upload, sv octets) override;
    Status commit(Context& context, kc_blob_upload* upload, sv name) override;
    void abort(kc_blob_upload* upload) noexcept override;
    Status open(Context& context, sv name, kc_reader& out) override;
    Status remove(Context& context, sv name) override;
    Status list(Context& context, Sink<kc_blob_info> blobs) override;

private:
    BlobTree& tree();
    void prove(Context& context);

    std::optional<BlobTree> _tree;
};

} // namespace kc::files
