// SPDX-License-Identifier: Apache-2.0
// One task a copy; whichever runs first removes all that wait.
#include "Discards.h"

namespace kc::sis
{

Discards::Discards(BlobStore& blobs, const kc_host* host, const kc_tasks& tasks)
    : _blobs{blobs}, _host{host}, _tasks{tasks}
{
}

void Discards::add(std::string name)
{
    {
        const std::lock_guard lock{_mutex};
        _names.push_back(std::move(name));
    }
    // A refusal is fine: the next task, or the sweep, does it.
    (void)_tasks.post(
        _host->k, "sis-discard",
        [](void* self, kc_ctx* ctx) { static_cast<Discards*>(self)->run(ctx); }, this);
}

void Discards::run(kc_ctx* ctx)
{
    std::vector<std::string> names;
    {
        const std::lock_guard lock{_mutex};
        names.swap(_names);
    }
    Context context{_host, ctx};
    for (const std::string& name : names)
        (void)fence(_host, ctx, [&]() -> kc_status { return _blobs.remove(context, name).code(); });
}

} // namespace kc::sis
