// SPDX-License-Identifier: Apache-2.0
// Single-instance attachments: the descriptor, the interface's functions, and the sweep's task.
#include "Options.h"
#include "Sis.h"

#include <optional>

namespace kc::sis
{

class SisModule final : public Module, public AttachStore
{
public:
    explicit SisModule(const Init& init) : Module{init}
    {
        offer<AttachStore>(*this);
    }

    void start(Context& context) override
    {
        const Settings settings{
            static_cast<unsigned>(config().num("attachment_compression")),
            milliseconds("attachment_sweep_grace"),
        };
        _tasks = &kernelTable<kc_tasks>(KC_TASKS);
        _blobs.emplace(require(KC_BLOBSTORE, "attachstore"));
        _sql.emplace(require(KC_SQL));
        _sis.emplace(context, Ground{*_blobs, *_sql, host(), *_tasks}, settings);
        const auto run = [](void* self, kc_ctx* ctx)
        { static_cast<SisModule*>(self)->sweepByTask(ctx); };
        if (_tasks->every(host()->k, "sis-sweep", config().num("attachment_sweep_interval"), run,
                          this, &_task) < 0)
            throw Fault{KC_EUNAVAIL, "the sweep of attachments cannot be scheduled"};
    }

    void drain(Context&) override
    {
        cancelTask();
    }

    void stop() override
    {
        cancelTask();
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

    void sweepByTask(kc_ctx* ctx)
    {
        const kc_status status = fence(host(), ctx,
                                       [&]() -> kc_status
                                       {
                                           Context context{host(), ctx};
                                           std::uint64_t freed = 0;
                                           return sweep(context, freed).code();
                                       });
        if (status < 0 && status != KC_ECANCELLED)
            log().warn("attachments could not be swept, the next run tries again",
                       {{"reason", view(host()->take_error(ctx))}});
    }

    void cancelTask()
    {
        if (_task != nullptr)
            _tasks->cancel(host()->k, std::exchange(_task, nullptr));
    }

    const kc_tasks* _tasks = nullptr;
    kc_task* _task = nullptr;
    std::optional<BlobStoreProxy> _blobs;
    std::optional<Sql> _sql;
    std::optional<Sis> _sis;
};

} // namespace kc::sis

KC_MODULE(kc::sis::SisModule, kc::sis::kOptions, .id = "sis", .version = "1.0.0",
          .summary = "Single-instance attachments: one copy of each content",
          .provides = KC_ATTACHSTORE, .needs = KC_SQL, .slots = "attachstore=attachment_storage")
