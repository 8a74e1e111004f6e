// SPDX-License-Identifier: Apache-2.0
// What a module author starts from: Module (base class) and KC_MODULE, which writes the one export
// and the `.kcmod` note.
#pragma once

#include <kc/abi/module.h>
#include <kc/config.hpp>
#include <kc/log.hpp>
#include <kc/note.hpp>
#include <kc/options.hpp>
#include <kc/stream.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace kc::inline sdk1
{

/// What create() gets; passed on to Module's constructor.
struct Init
{
    const kc_host* host;
    kc_ctx* ctx;
    const kc_config* config;
};

/// Base of a module. The constructor is create(): cheap, no network, no threads, no files; it calls
/// offer() for each interface that the descriptor's `provides` names.
class Module
{
public:
    explicit Module(const Init& init) : _host{init.host}, _config{init.config} {}

    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;
    virtual ~Module() = default;

    virtual void start(Context&) {}

    /// Throws what is wrong with `next`.
    virtual void check(Context&, const Config&) {}

    /// config() is already the new one.
    virtual void reload(Context&) {}

    virtual void drain(Context&) {}

    virtual void stop() {}

    /// Throws what is wrong. On any pool thread.
    virtual void health(Context&) {}

    const kc_host* host() const { return _host; }

    Config config() const { return Config{_config}; }

    Log log() const { return Log{_host}; }

    /// The one provider of an interface, or what a slot's option chose. Throws if there is none,
    /// which for a declared need cannot be. From start() on.
    kc_service require(const char* iface, const char* slot = nullptr) const
    {
        kc_service service{sizeof service, nullptr, nullptr, nullptr};
        if (_host->find(_host->k, iface, slot, &service) < 0)
            throw Fault{KC_EBUG, std::string{"nothing offers "} + iface};
        return service;
    }

    /// The same for an optional need.
    std::optional<kc_service> find(const char* iface, const char* slot = nullptr) const
    {
        kc_service service{sizeof service, nullptr, nullptr, nullptr};
        if (_host->find(_host->k, iface, slot, &service) < 0)
            return std::nullopt;
        return service;
    }

    /// All providers, highest priority first.
    std::vector<kc_service> each(const char* iface) const
    {
        std::vector<kc_service> services;
        const auto collect = [&](const kc_service& service) { services.push_back(service); };
        (void)_host->each(_host->k, iface, Sink<kc_service>{collect}.raw());
        return services;
    }

    /// A kernel service's table, e.g. kernelTable<kc_net>(KC_NET); its functions take host()->k.
    template <class Table>
    const Table& kernelTable(const char* iface) const
    {
        return *static_cast<const Table*>(require(iface).table);
    }

    /// Used by KC_MODULE, as is take().
    kc_status query(const char* iface, kc_service* out) const
    {
        for (const Offer& offer : _offers)
        {
            if (offer.iface != iface)
                continue;
            out->table = offer.table;
            out->self = offer.self;
            return KC_OK;
        }
        return KC_ENOTFOUND;
    }

    void take(const kc_config* next) { _config = next; }

protected:
    /// Offers an interface: `offer<kc::PasswordAuth>(*this)`. The object lives as long as the
    /// module.
    template <class I>
    void offer(I& object)
    {
        object.serviceHost = _host;
        _offers.push_back({I::kInterface, &I::table(), &object});
    }

private:
    struct Offer
    {
        sv iface;
        const void* table;
        void* self;
    };

    const kc_host* _host;
    std::atomic<const kc_config*> _config; // calls read it while a reload changes it
    std::vector<Offer> _offers;
};

/// The descriptor in designated form; lists are words separated by blanks (abi/module.h).
struct Descriptor
{
    const char* id = nullptr;
    const char* version = nullptr;
    const char* summary = "";
    const char* vendor = "";
    const char* license = "Apache-2.0";
    const char* url = "";
    const char* programs = "server";
    const char* select = "";
    const char* answers = "";
    const char* provides = "";
    const char* needs = "";
    const char* slots = "";
    const char* config_file = "";
    const char* needs_global = "";
    std::uint16_t priority = 100;
};

/// The life cycle functions of module class M.
template <class M>
struct Lifecycle
{
    static M& of(void* self) { return *static_cast<M*>(self); }

    template <class Body>
    static kc_status run(void* self, kc_ctx* ctx, Body&& body) noexcept
    {
        return fence(of(self).host(), ctx,
                     [&]() -> kc_status
                     {
                         Context context{of(self).host(), ctx};
                         body(of(self), context);
                         return KC_OK;
                     });
    }

    static kc_status create(const kc_host* host, kc_ctx* ctx, const kc_config* config, void** self)
    {
        return fence(host, ctx,
                     [&]() -> kc_status
                     {
                         *self = std::make_unique<M>(Init{host, ctx, config}).release();
                         return KC_OK;
                     });
    }

    static kc_status start(void* self, kc_ctx* ctx)
    {
        return run(self, ctx, [](M& m, Context& context) { m.start(context); });
    }

    static kc_status check(void* self, kc_ctx* ctx, const kc_config* next)
    {
        return run(self, ctx, [&](M& m, Context& context) { m.check(context, Config{next}); });
    }

    static kc_status reload(void* self, kc_ctx* ctx, const kc_config* next)
    {
        return run(self, ctx,
                   [&](M& m, Context& context)
                   {
                       m.take(next);
                       m.reload(context);
                   });
    }

    static void drain(void* self, kc_ctx* ctx)
    {
        (void)run(self, ctx, [](M& m, Context& context) { m.drain(context); });
    }

    static void stop(void* self)
    {
        (void)fence(nullptr, nullptr,
                    [&]() -> kc_status
                    {
                        of(self).stop();
                        return KC_OK;
                    });
    }

    static void destroy(void* self) { delete &of(self); }

    static kc_status query(void* self, const char* iface, kc_service* out)
    {
        return of(self).query(iface, out);
    }

    static kc_status health(void* self, kc_ctx* ctx)
    {
        return run(self, ctx, [](M& m, Context& context) { m.health(context); });
    }
};

template <class M, std::size_t N>
constexpr kc_module describe(const Descriptor& d, const std::array<kc_option, N>& options)
{
    kc_module m{};
    m.size = sizeof m;
    m.abi_major = KC_ABI_MAJOR;
    m.abi_minor = KC_TARGET_MINOR;
    m.abi_minimum = KC_MINIMUM_MINOR;
    m.priority = d.priority;
    m.id = d.id;
    m.version = d.version;
    m.summary = d.summary;
    m.vendor = d.vendor;
    m.license = d.license;
    m.url = d.url;
    m.programs = d.programs;
    m.select = d.select;
    m.answers = d.answers;
    m.provides = d.provides;
    m.requires_ = d.needs;
    m.slots = d.slots;
    m.config_file = d.config_file;
    m.needs_global = d.needs_global;
    m.options = options.data();
    m.n_options = static_cast<std::uint32_t>(N);
    m.option_stride = sizeof(kc_option);
    m.create = Lifecycle<M>::create;
    m.start = Lifecycle<M>::start;
    m.check = Lifecycle<M>::check;
    m.reload = Lifecycle<M>::reload;
    m.drain = Lifecycle<M>::drain;
    m.stop = Lifecycle<M>::stop;
    m.destroy = Lifecycle<M>::destroy;
    m.query = Lifecycle<M>::query;
    m.health = Lifecycle<M>::health;
    return m;
}

} // namespace kc::inline sdk1

/// KC_MODULE(Class, option table, .id = "…", .version = "…", …): once a module, at namespace scope.
#define KC_MODULE(Class, options_, ...)                                                            \
    static constexpr kc_module kcModule_ =                                                         \
        kc::describe<Class>(kc::Descriptor{__VA_ARGS__}, options_);                                \
    __attribute__((used, retain, section(KC_NOTE_SECTION))) static constexpr auto kcNote_ =        \
        kc::note::make<kc::note::length(kcModule_)>(kcModule_);                                    \
    extern "C" __attribute__((visibility("default"))) const kc_module* kc_module_entry();          \
    const kc_module* kc_module_entry()                                                             \
    {                                                                                              \
        return &kcModule_;                                                                         \
    }
