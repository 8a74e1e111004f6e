// SPDX-License-Identifier: Apache-2.0
#include "Bench.h"

#include <array>

std::string kc_ctx::reason(kc_status status)
{
    const std::lock_guard lock{mutex};
    return error.empty() ? "status " + std::to_string(status) + " without a reason (host->fail)"
                         : error;
}

namespace kc::modcheck
{
namespace
{

kc_status find(kc_kernel* k, const char* iface, const char*, kc_service* out)
{
    for (const Bench::Offered& each : Bench::of(k).offered())
        if (iface != nullptr && each.iface == iface)
            return *out = each.service, KC_OK;
    return KC_ENOTFOUND;
}

kc_status each(kc_kernel* k, const char* iface, kc_sink services)
{
    for (const Bench::Offered& offered : Bench::of(k).offered())
        if (offered.iface == iface)
            if (const kc_status status = services.push(services.arg, &offered.service);
                status != KC_OK)
                return status == KC_STOP ? kc_status{KC_OK} : status;
    return KC_OK;
}

kc_status fail(kc_ctx* ctx, kc_status code, const char* text, std::size_t n)
{
    if (ctx == nullptr)
        return code;
    const std::lock_guard lock{ctx->mutex};
    if (ctx->error.empty())
        ctx->error.assign(text, n);
    return code;
}

void* alloc(kc_ctx* ctx, std::size_t n)
{
    constexpr std::size_t kLimit = std::size_t{64} << 20;
    if (n > kLimit)
        return nullptr;
    const std::lock_guard lock{ctx->mutex};
    return ctx->arena.emplace_back(n / sizeof(std::max_align_t) + 1).data();
}

kc_str takeError(kc_ctx* ctx)
{
    std::string text;
    {
        const std::lock_guard lock{ctx->mutex};
        text.swap(ctx->error);
    }
    char* const copy = static_cast<char*>(alloc(ctx, text.size() + 1));
    text.copy(copy, text.size());
    return {copy, text.size()};
}

kc_status unavailable()
{
    return KC_EUNAVAIL;
}

/// Any interface's table, since each begins with its size and goes on with functions.
struct UnavailableTable
{
    std::uint32_t size = sizeof(UnavailableTable);
    std::array<kc_status (*)(), 64> functions;

    UnavailableTable() { functions.fill(unavailable); }
};

} // namespace

Bench::Bench()
{
    _host.size = sizeof _host;
    _host.abi_major = KC_ABI_MAJOR;
    _host.abi_minor = KC_ABI_MINOR;
    _host.k = reinterpret_cast<kc_kernel*>(this);
    _host.find = modcheck::find;
    _host.each = modcheck::each;
    _host.fail = fail;
    _host.take_error = takeError;
    _host.alloc = alloc;
    _host.deadline = [](const kc_ctx* ctx) { return ctx->deadline; };
    _host.cancelled = [](const kc_ctx* ctx) { return ctx->cancelled ? 1 : 0; };
    _host.trace_id = [](const kc_ctx*) { return str("modcheck"); };
    _host.log = [](kc_kernel* k, kc_ctx*, kc_log_level, kc_str, const kc_log_field*, std::size_t)
    {
        Bench& bench = of(k);
        const std::lock_guard lock{bench._mutex};
        ++bench.logged;
    };
    _host.log_enabled = [](kc_kernel*, kc_log_level) { return 1; };
    for (const KernelService& service : kernelServices())
        offer(service.iface, {sizeof(kc_service), service.table, _host.k, "kernel"});
}

Bench::~Bench()
{
    end();
}

bool Bench::offers(sv iface) const
{
    for (const Offered& each : _offered)
        if (each.iface == iface)
            return true;
    return false;
}

void Bench::offer(const std::string& iface, const kc_service& service)
{
    _offered.push_back({iface, service});
}

void Bench::offerUnavailable(const std::string& iface)
{
    static const UnavailableTable kTable;
    offer(iface, {sizeof(kc_service), &kTable, this, "double"});
}

void Bench::post(kc_task_fn fn, void* arg)
{
    const std::lock_guard lock{_mutex};
    if (_closed)
        return;
    _tasks.push_back({fn, arg});
    _wake.notify_all();
    if (!_worker.joinable())
        _worker = std::thread{[this] { work(); }};
}

void Bench::work()
{
    std::unique_lock lock{_mutex};
    while (true)
    {
        _wake.wait(lock, [&] { return _ending || !_tasks.empty(); });
        if (_tasks.empty())
            return;
        const Task task = _tasks.front();
        _tasks.pop_front();
        lock.unlock();
        {
            kc_ctx context;
            task.fn(task.arg, &context);
        }
        lock.lock();
    }
}

void Bench::settle()
{
    std::thread worker;
    {
        const std::lock_guard lock{_mutex};
        _ending = true;
        worker = std::move(_worker);
        _wake.notify_all();
    }
    if (worker.joinable())
        worker.join();
    const std::lock_guard lock{_mutex};
    _ending = false;
}

void Bench::end()
{
    {
        const std::lock_guard lock{_mutex};
        _closed = true;
    }
    settle();
}

} // namespace kc::modcheck
