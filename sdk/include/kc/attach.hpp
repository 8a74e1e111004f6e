// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.blobstore/1 and kc.attachstore/1 in C++; the contracts stand in abi/draft/attach.h. A
// blob store derives from BlobStore and hands out uploads of its own kind through BlobUpload.
#pragma once

#include <kc/abi/draft/attach.h>
#include <kc/module.hpp>
#include <kc/sql.hpp>

namespace kc::inline sdk1
{

class BlobStore : public Service
{
public:
    static constexpr sv kInterface = KC_BLOBSTORE;

    virtual Status begin(Context&, kc_blob_upload*& out) = 0;
    virtual Status write(Context&, kc_blob_upload* upload, sv octets) = 0;
    virtual Status commit(Context&, kc_blob_upload* upload, sv name) = 0;
    virtual void abort(kc_blob_upload* upload) noexcept = 0;
    virtual Status open(Context&, sv name, kc_reader& out) = 0;
    virtual Status remove(Context&, sv name) = 0;
    virtual Status list(Context&, Sink<kc_blob_info> blobs) = 0;

    static const kc_blobstore& table()
    {
        static constexpr kc_blobstore kTable{sizeof(kc_blobstore),
                                             Thunk<&BlobStore::begin>::call,
                                             Thunk<&BlobStore::write>::call,
                                             Thunk<&BlobStore::commit>::call,
                                             [](void* self, kc_blob_upload* upload)
                                             { static_cast<BlobStore*>(self)->abort(upload); },
                                             Thunk<&BlobStore::open>::call,
                                             Thunk<&BlobStore::remove>::call,
                                             Thunk<&BlobStore::list>::call};
        return kTable;
    }
};

class BlobStoreProxy final : public BlobStore, private Bound<kc_blobstore>
{
public:
    using Bound::Bound;

    Status begin(Context& context, kc_blob_upload*& out) override
    {
        return Proxy<&BlobStore::begin>::call(_table->begin, _self, context, out);
    }

    Status write(Context& context, kc_blob_upload* upload, sv octets) override
    {
        return Proxy<&BlobStore::write>::call(_table->write, _self, context, upload, octets);
    }

    Status commit(Context& context, kc_blob_upload* upload, sv name) override
    {
        return Proxy<&BlobStore::commit>::call(_table->commit, _self, context, upload, name);
    }

    void abort(kc_blob_upload* upload) noexcept override { _table->abort(_self, upload); }

    Status open(Context& context, sv name, kc_reader& out) override
    {
        return Proxy<&BlobStore::open>::call(_table->open, _self, context, name, out);
    }

    Status remove(Context& context, sv name) override
    {
        return Proxy<&BlobStore::remove>::call(_table->remove, _self, context, name);
    }

    Status list(Context& context, Sink<kc_blob_info> blobs) override
    {
        return Proxy<&BlobStore::list>::call(_table->list, _self, context, blobs);
    }
};

class AttachStore : public Service
{
public:
    static constexpr sv kInterface = KC_ATTACHSTORE;

    virtual Status begin(Context&, kc_attach_upload*& out) = 0;
    virtual Status write(Context&, kc_attach_upload* upload, sv octets) = 0;
    virtual Status commit(Context&, kc_attach_upload* upload, kc_attachment& out) = 0;
    virtual void abort(kc_attach_upload* upload) noexcept = 0;
    /// Throws Fault when the database cannot. Runs in the caller's closure.
    virtual Status refer(kc_sql_tx* tx, const kc_attachment& attachment, sv owner,
                         kc_id holder) = 0;
    virtual Status unrefer(kc_sql_tx* tx, sv owner, kc_id holder) = 0;
    virtual Status open(Context&, sv digest, kc_reader& out) = 0;
    virtual Status sweep(Context&, std::uint64_t& freed) = 0;

    static const kc_attachstore& table()
    {
        static constexpr kc_attachstore kTable{
            sizeof(kc_attachstore),
            Thunk<&AttachStore::begin>::call,
            Thunk<&AttachStore::write>::call,
            Thunk<&AttachStore::commit>::call,
            [](void* self, kc_attach_upload* upload) { of(self).abort(upload); },
            [](void* self, kc_sql_tx* tx, const kc_attachment* attachment, kc_str owner,
               kc_id holder)
            {
                return fence(nullptr, nullptr,
                             [&]() -> kc_status {
                                 return of(self).refer(tx, *attachment, view(owner), holder).code();
                             });
            },
            [](void* self, kc_sql_tx* tx, kc_str owner, kc_id holder)
            {
                return fence(nullptr, nullptr,
                             [&]() -> kc_status
                             { return of(self).unrefer(tx, view(owner), holder).code(); });
            },
            Thunk<&AttachStore::open>::call,
            Thunk<&AttachStore::sweep>::call};
        return kTable;
    }

private:
    static AttachStore& of(void* self) { return *static_cast<AttachStore*>(self); }
};

class AttachStoreProxy final : public AttachStore, private Bound<kc_attachstore>
{
public:
    using Bound::Bound;

    Status begin(Context& context, kc_attach_upload*& out) override
    {
        return Proxy<&AttachStore::begin>::call(_table->begin, _self, context, out);
    }

    Status write(Context& context, kc_attach_upload* upload, sv octets) override
    {
        return Proxy<&AttachStore::write>::call(_table->write, _self, context, upload, octets);
    }

    Status commit(Context& context, kc_attach_upload* upload, kc_attachment& out) override
    {
        return Proxy<&AttachStore::commit>::call(_table->commit, _self, context, upload, out);
    }

    void abort(kc_attach_upload* upload) noexcept override { _table->abort(_self, upload); }

    Status refer(kc_sql_tx* tx, const kc_attachment& attachment, sv owner, kc_id holder) override
    {
        return must(_table->refer(_self, tx, &attachment, str(owner), holder));
    }

    Status unrefer(kc_sql_tx* tx, sv owner, kc_id holder) override
    {
        return must(_table->unrefer(_self, tx, str(owner), holder));
    }

    Status open(Context& context, sv digest, kc_reader& out) override
    {
        return Proxy<&AttachStore::open>::call(_table->open, _self, context, digest, out);
    }

    Status sweep(Context& context, std::uint64_t& freed) override
    {
        return Proxy<&AttachStore::sweep>::call(_table->sweep, _self, context, freed);
    }

private:
    static Status must(kc_status status)
    {
        if (status <= -100)
            throw Fault{static_cast<kc_code>(status),
                        "the attachment reference could not be written"};
        return Status::of(status);
    }
};

} // namespace kc::inline sdk1
