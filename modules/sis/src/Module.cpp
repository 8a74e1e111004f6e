// SPDX-License-Identifier: Apache-2.0
// Single-instance attachments: the descriptor, the interface's functions, and the sweep's task.
#include "Options.h"
#include "Sis.h"

#include <kc/tasks.hpp>

#include <optional>

namespace kc::sis
{

class SisModule final : public Module, public AttachStore
{
public:
    explicit SisModule(const Init& init) : Module{init} { offer<AttachStore>(*this); }

    void start(Context& context) override
    {
        const Settings settings{
            static_cast<unsigned>(config().num("attachment_compression")),
            milliseconds("attachment_sweep_grace"),
        };
        _blobs.emplace(require(KC_BLOBSTORE, "attachstore"));
        _sql.emplace(require(KC_SQL));
        _sis.emplace(context, Ground{*_blobs, *_sql, host(), kernelTable<kc_tasks>(KC_TASKS)},
                     settings);
        _sweeping = Tasks{*this}.every(
            _sweep, std::chrono::nanoseconds{config().num("attachment_sweep_interval")});
    }

    void drain(Context&) override { _sweeping.cancel(); }

    void stop() override
    {
        _sweeping.cancel();
        _sis.reset();
    }

    Status begin(Context& context, kc_attach_upload*& out) override
    {
        out = sis().begin(context).release();
        return KC_OK;
    }

    Status write(Context& context, kc_attach_upload* upload, sv octets) override
    {
        upload->write(context, octets);
        return KC_OK;
    }

    Status commit(Context& context, kc_attach_upload* upload, kc_attachment& out) override
    {
        const std::unique_ptr<kc_attach_upload> ending{upload};
        out = sis().commit(context, *upload);
        return KC_OK;
    }

    void abort(kc_attach_upload* upload) noexcept override
    {
        const std::unique_ptr<kc_attach_upload> ending{upload};
    }

    Status refer(kc_sql_tx* tx, const kc_attachment& attachment, sv owner, kc_id holder) override
    {
        return sis().refer(tx, attachment, owner, holder);
    }

    Status unrefer(kc_sql_tx* tx, sv owner, kc_id holder) override
    {
        sis().unrefer(tx, owner, holder);
        return KC_OK;
    }

    Status open(Context& context, sv digest, kc_reader& out) override
    {
        return sis().open(context, digest, out);
    }

    Status sweep(Context& context, std::uint64_t& freed) override
    {
        const Swept swept = sis().sweep(context);
        freed = swept.octets;
        if (swept.copies + swept.orphans > 0)
            log().info(context, "attachments swept",
                       {{"attachments", swept.copies},
                        {"orphans", swept.orphans},
                        {"freed", swept.octets}});
        return KC_OK;
    }

private:
    Sis& sis()
    {
        if (!_sis)
            throw Fault{KC_EUNAVAIL, "the attachment store is closed"};
        return *_sis;
    }

    Milliseconds milliseconds(const char* option) const
    {
        return std::chrono::duration_cast<Milliseconds>(
            std::chrono::nanoseconds{config().num(option)});
    }

    std::optional<BlobStoreProxy> _blobs;
    std::optional<Sql> _sql;
    std::optional<Sis> _sis;
    Job _sweep{*this, "sis-sweep",
               [this](Context& context)
               {
                   std::uint64_t freed = 0;
                   (void)sweep(context, freed);
               }};
    Task _sweeping;
};

} // namespace kc::sis

KC_MODULE(kc::sis::SisModule, kc::sis::kOptions, .id = "sis", .version = "1.0.0",
          .summary = "Single-instance attachments: one copy of each content",
          .programs = "server fsck", .provides = KC_ATTACHSTORE, .needs = KC_SQL,
          .slots = "attachstore=attachment_storage")
