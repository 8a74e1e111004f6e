// SPDX-License-Identifier: Apache-2.0
// A blob that is being written: a file without a name where the file system can do that, else one
// in tmp/. It gets its name when it is finished, and leaves nothing when it is not.
#pragma once

#include "BlobTree.h"

#include <kc/abi/draft/attach.h>

/// kc.blobstore's opaque handle.
struct kc_blob_upload
{
public:
    explicit kc_blob_upload(kc::files::BlobTree& tree);
    kc_blob_upload(const kc_blob_upload&) = delete;
    kc_blob_upload& operator=(const kc_blob_upload&) = delete;
    ~kc_blob_upload();

    /// Throws Fault.
    void write(kc::sv octets);

    /// Flushes and names it; false if there is one of that name.
    bool finish(kc::sv name);

private:
    bool link(int directory, const std::string& name) const;

    kc::files::BlobTree& _tree;
    std::string _temporary; // empty when the file has no name
    kc::files::Descriptor _file;
};
