// SPDX-License-Identifier: Apache-2.0
// A failed write leaves a hole, so after one nothing is finished any more.
#include "Upload.h"

using kc::Context;
using kc::Fault;
using kc::sv;
using kc::sis::Copy;

kc_attach_upload::kc_attach_upload(kc::BlobStore& blobs, Context& context, unsigned compression)
    : _blobs{blobs}, _encoder{compression, [this](sv octets) { store(octets); }}
{
    if (!_blobs.begin(context, _blob).ok())
        throw Fault{KC_EUNAVAIL, "the blob store takes nothing"};
}

kc_attach_upload::~kc_attach_upload()
{
    if (_blob != nullptr)
        _blobs.abort(_blob);
}

void kc_attach_upload::store(sv octets)
{
    if (!_blobs.write(*_context, _blob, octets).ok())
        throw Fault{KC_EUNAVAIL, "the blob store refused octets"};
}

void kc_attach_upload::write(Context& context, sv octets)
{
    _context = &context;
    const bool wasBroken = std::exchange(_broken, true);
    if (wasBroken)
        throw Fault{KC_EUNAVAIL, "an earlier write of this attachment failed"};
    _hash.add(octets);
    _octets += octets.size();
    _encoder.write(octets);
    _broken = false;
}

Copy kc_attach_upload::finish(Context& context, kc::sis::Milliseconds now)
{
    if (_broken)
        throw Fault{KC_EUNAVAIL, "an earlier write of this attachment failed"};
    _context = &context;
    _encoder.finish();
    Copy copy;
    copy.digest = _hash.finish();
    copy.generation = kc::sis::makeGeneration(now);
    copy.octets = _octets;
    copy.stored = _encoder.stored();
    copy.encoding = _encoder.encoding();
    const std::string name = kc::sis::blobName(kc::sis::octetsOf(copy.digest), copy.generation);
    if (!_blobs.commit(context, std::exchange(_blob, nullptr), name).ok())
        throw Fault{KC_EBUSY, "two copies of one attachment got one name"};
    return copy;
}
