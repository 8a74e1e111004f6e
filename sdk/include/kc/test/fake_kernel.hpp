// SPDX-License-Identifier: Apache-2.0
// A kernel for tests: loads module descriptors (linked in, or from a built .so), gives them
// options, a registry, contexts and synchronous tasks. No threads of its own, no sockets. One test
// fixture owns one.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/abi/draft/tasks.h>
#include <kc/abi/module.h>
#include <kc/context.hpp>

#include <charconv>
#include <cstddef>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

struct kc_ctx
{
    std::mutex mutex; // a closure on a committer's thread may use its caller's context
    std::deque<std::vector<std::max_align_t>> arena;
    kc_status code = KC_OK;
    std::string error;
};

namespace kc::inline sdk1::test
{

/// Options of one module: its defaults, overridden by `values`. Understands numbers, sizes, flags,
/// seconds.
class FakeConfig
{
public:
    FakeConfig(const kc_module& module, std::map<std::string, std::string> values)
        : _module{&module}, _values{std::move(values)}
    {
        _raw.config = {sizeof(kc_config), index, text, number, source, nullptr};
        _raw.self = this;
    }

    FakeConfig(const FakeConfig&) = delete;
    FakeConfig& operator=(const FakeConfig&) = delete;

    const kc_config* raw() const
    {
        return &_raw.config;
    }

private:
    struct Raw // kc_config comes first, so that its address leads back here
    {
        kc_config config;
        FakeConfig* self;
    };

    static FakeConfig& of(const kc_config* config)
    {
        return *reinterpret_cast<const Raw*>(config)->self;
    }

    static std::int32_t index(const kc_config* config, const char* name)
    {
        const kc_module& module = *of(config)._module;
        for (std::uint32_t i = 0; i < module.n_options; ++i)
            if (std::strcmp(module.options[i].name, name) == 0)
                return static_cast<std::int32_t>(i);
        return -1;
    }

    sv value(std::int32_t i) const
    {
        const kc_option& option = _module->options[i];
        const auto found = _values.find(option.name);
        return found == _values.end() ? sv{option.def} : sv{found->second};
    }

    static kc_str text(const kc_config* config, std::int32_t i)
    {
        return str(of(config).value(i));
    }

    static std::int64_t unit(const kc_option& option, sv suffix)
    {
        if (option.type == KC_OPT_SIZE)
            return suffix == "k" ? 1024 : suffix == "M" ? 1048576 : suffix == "G" ? 1073741824 : 1;
        if (option.type != KC_OPT_TIME)
            return 1;
        if (suffix.empty())
            suffix = option.unit == nullptr ? sv{"s"} : sv{option.unit};
        constexpr std::int64_t kSecond = 1'000'000'000;
        return suffix == "ms"  ? kSecond / 1000
               : suffix == "m" ? kSecond * 60
               : suffix == "h" ? kSecond * 3600
               : suffix == "d" ? kSecond * 86400
                               : kSecond;
    }

    static std::int64_t number(const kc_config* config, std::int32_t i)
    {
        const kc_option& option = of(config)._module->options[i];
        const sv value = of(config).value(i);
        if (option.type == KC_OPT_FLAG)
            return value == "no" || value == "false" || value == "0" ? 0 : 1;
        std::int64_t result = 0;
        const auto [end, failed] =
            std::from_chars(value.data(), value.data() + value.size(), result);
        if (failed != std::errc{})
            return 0;
        return result * unit(option, value.substr(static_cast<std::size_t>(end - value.data())));
    }

    static void source(const kc_config*, std::int32_t, kc_config_source* out)
    {
        out->file = "";
        out->line = 0;
    }

    const kc_module* _module;
    std::map<std::string, std::string> _values;
    Raw _raw{};
};

class FakeKernel
{
public:
    FakeKernel()
    {
        _host = {sizeof(kc_host),
                 KC_ABI_MAJOR,
                 KC_ABI_MINOR,
                 reinterpret_cast<kc_kernel*>(this),
                 find,
                 each,
                 fail,
                 takeError,
                 alloc,
                 deadline,
                 cancelled,
                 traceId,
                 log,
                 logEnabled};
        offer(KC_TASKS, &tasksTable(), this);
    }

    FakeKernel(const FakeKernel&) = delete;
    FakeKernel& operator=(const FakeKernel&) = delete;

    ~FakeKernel()
    {
        stop();
    }

    /// Creates and starts a module; throws its own words when it fails. Later modules find its
    /// services.
    void load(const kc_module* module, std::map<std::string, std::string> options = {})
    {
        Loaded loaded{module, std::make_unique<FakeConfig>(*module, std::move(options)), nullptr};
        must(module->create(&_host, &_ctx, loaded.config->raw(), &loaded.self));
        _modules.push_back(std::move(loaded));
        must(module->start(_modules.back().self, &_ctx));
        offerAll(_modules.back());
    }

    /// The same from a built .so.
    void load(const std::string& file, std::map<std::string, std::string> options = {})
    {
        void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (handle == nullptr)
            throw Fault{KC_EUNAVAIL, dlerror()};
        const auto entry = reinterpret_cast<kc_module_entry_fn>(dlsym(handle, KC_MODULE_ENTRY));
        load(entry(), std::move(options));
    }

    /// Offers a test double.
    void offer(const char* iface, const void* table, void* self)
    {
        _services.push_back({iface, {sizeof(kc_service), table, self, "test"}});
    }

    kc_service service(const char* iface)
    {
        kc_service found{sizeof found, nullptr, nullptr, nullptr};
        must(find(_host.k, iface, nullptr, &found));
        return found;
    }

    /// Drains, stops and destroys all modules, the last first.
    void stop()
    {
        for (; !_modules.empty(); _modules.pop_back())
        {
            Loaded& loaded = _modules.back();
            loaded.module->drain(loaded.self, &_ctx);
            loaded.module->stop(loaded.self);
            loaded.module->destroy(loaded.self);
        }
    }

    /// Runs the tasks registered with every(), once each.
    void runTasks()
    {
        for (const Task& task : _tasks)
            task.fn(task.arg, &_ctx);
    }

    Context context()
    {
        return Context{&_host, &_ctx};
    }

    const kc_host* host() const
    {
        return &_host;
    }

    const std::vector<std::string>& lines() const
    {
        return _lines;
    }

private:
    struct Loaded
    {
        const kc_module* module;
        std::unique_ptr<FakeConfig> config;
        void* self;
    };

    struct Offered
    {
        std::string iface;
        kc_service service;
    };

    struct Task
    {
        kc_task_fn fn;
        void* arg;
    };

    static FakeKernel& of(kc_kernel* k)
    {
        return *reinterpret_cast<FakeKernel*>(k);
    }

    void must(kc_status status)
    {
        if (status < 0)
            throw Fault{static_cast<kc_code>(status), std::string{view(takeError(&_ctx))}};
    }

    void offerAll(Loaded& loaded)
    {
        std::string names = loaded.module->provides == nullptr ? "" : loaded.module->provides;
        for (char *save = nullptr, *word = strtok_r(names.data(), " ", &save); word != nullptr;
             word = strtok_r(nullptr, " ", &save))
        {
            kc_service service{sizeof service, nullptr, nullptr, loaded.module->id};
            if (loaded.module->query(loaded.self, word, &service) == KC_OK)
                _services.push_back({word, service});
        }
    }

    static kc_status find(kc_kernel* k, const char* iface, const char*, kc_service* out)
    {
        for (const Offered& offered : of(k)._services)
        {
            if (offered.iface != iface)
                continue;
            *out = offered.service;
            return KC_OK;
        }
        return KC_ENOTFOUND;
    }

    static kc_status each(kc_kernel* k, const char* iface, kc_sink services)
    {
        for (const Offered& offered : of(k)._services)
            if (offered.iface == iface)
                services.push(services.arg, &offered.service);
        return KC_OK;
    }

    static kc_status fail(kc_ctx* ctx, kc_status code, const char* text, std::size_t n)
    {
        const std::lock_guard lock{ctx->mutex};
        if (ctx->code == KC_OK)
        {
            ctx->code = code;
            ctx->error.assign(text, n);
        }
        return code;
    }

    static kc_str takeError(kc_ctx* ctx)
    {
        std::string text;
        {
            const std::lock_guard lock{ctx->mutex};
            text.swap(ctx->error);
            ctx->code = KC_OK;
        }
        char* const copy = static_cast<char*>(alloc(ctx, text.size() + 1));
        text.copy(copy, text.size());
        return {copy, text.size()};
    }

    static void* alloc(kc_ctx* ctx, std::size_t n)
    {
        const std::lock_guard lock{ctx->mutex};
        return ctx->arena.emplace_back(n / sizeof(std::max_align_t) + 1).data();
    }

    static std::int64_t deadline(const kc_ctx*)
    {
        return INT64_MAX;
    }

    static int cancelled(const kc_ctx*)
    {
        return 0;
    }

    static kc_str traceId(const kc_ctx*)
    {
        return str("test");
    }

    static void log(kc_kernel* k, kc_ctx*, kc_log_level, kc_str text, const kc_log_field*,
                    std::size_t)
    {
        const std::lock_guard lock{of(k)._logMutex};
        of(k)._lines.emplace_back(view(text));
    }

    static int logEnabled(kc_kernel*, kc_log_level)
    {
        return 1;
    }

    static const kc_tasks& tasksTable()
    {
        static constexpr kc_tasks kTable{
            sizeof(kc_tasks),
            [](kc_kernel* k, const char*, kc_task_fn fn, void* arg) -> kc_status
            {
                fn(arg, &of(k)._ctx);
                return KC_OK;
            },
            [](kc_kernel* k, const char*, std::int64_t, kc_task_fn fn, void* arg,
               kc_task** out) -> kc_status
            {
                of(k)._tasks.push_back({fn, arg});
                *out = reinterpret_cast<kc_task*>(of(k)._tasks.size());
                return KC_OK;
            },
            [](kc_kernel* k, kc_task* task)
            { of(k)._tasks[reinterpret_cast<std::size_t>(task) - 1].fn = [](void*, kc_ctx*) {}; },
            [](kc_kernel*, const char*, std::int64_t)
            { return std::make_unique<kc_ctx>().release(); },
            [](kc_ctx* ctx) { delete ctx; },
            nullptr,
            nullptr,
            nullptr};
        return kTable;
    }

    kc_host _host{};
    kc_ctx _ctx;
    std::vector<Loaded> _modules;
    std::vector<Offered> _services;
    std::vector<Task> _tasks;
    std::mutex _logMutex;
    std::vector<std::string> _lines;
};

} // namespace kc::inline sdk1::test
