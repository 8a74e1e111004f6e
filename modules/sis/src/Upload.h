// SPDX-License-Identifier: Apache-2.0
// Content on its way in: hashed, compressed, and handed to the blob store piece by piece.
#pragma once

#include "ContentReader.h"
#include "Generation.h"

#include <kc/attach.hpp>

/// kc.attachstore's opaque handle.
struct kc_attach_upload
{
public:
    kc_attach_upload(kc::BlobStore& blobs, kc::Context& context, unsigned compression);
    kc_attach_upload(const kc_attach_upload&) = delete;
    kc_attach_upload& operator=(const kc_attach_upload&) = delete;
    ~kc_attach_upload();

    /// Throws Fault, and then finish() does too.
    void write(kc::Context& context, kc::sv octets);

    /// Makes the octets durable under a new generation.
    kc::sis::Copy finish(kc::Context& context, kc::sis::Milliseconds now);

private:
    void store(kc::sv octets);

    kc::BlobStore& _blobs;
    kc_blob_upload* _blob = nullptr; // until it is finished
    kc::Context* _context = nullptr; // of the call under way
    kc::sis::Hash _hash;
    kc::sis::Encoder _encoder;
    std::uint64_t _octets = 0;
    bool _broken = false;
};
