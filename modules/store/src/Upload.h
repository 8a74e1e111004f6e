// SPDX-License-Identifier: Apache-2.0
// One attachment on its way into the attachment store; leaves nothing unless it is committed.
#pragma once

#include <kc/attach.hpp>

#include <utility>

namespace kc::store
{

class Upload
{
public:
    Upload(Context& context, AttachStore& store) : _context{context}, _store{store}
    {
        require(_store.begin(_context, _upload));
    }

    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    ~Upload()
    {
        if (_upload != nullptr)
            _store.abort(_upload);
    }

    void write(sv octets) { require(_store.write(_context, _upload, octets)); }

    /// Durable on return; nothing refers to it yet.
    kc_attachment commit()
    {
        kc_attachment stored{};
        stored.size = sizeof stored;
        require(_store.commit(_context, std::exchange(_upload, nullptr), stored));
        return stored;
    }

private:
    static void require(Status status)
    {
        if (!status.ok())
            throw Fault{KC_EUNAVAIL, "the attachment store refused an attachment"};
    }

    Context& _context;
    AttachStore& _store;
    kc_attach_upload* _upload = nullptr;
};

} // namespace kc::store
