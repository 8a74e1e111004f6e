// SPDX-License-Identifier: Apache-2.0
#include "Subject.h"

#include "State.h"

#include <kc/descriptor/Words.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <filesystem>
#include <utility>

namespace kc::modcheck
{
namespace
{

using descriptor::text;

std::int64_t now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// The first module of a directory whose note is as asked; empty if there is none.
template <class Accept>
std::string firstModule(const std::string& directory, Accept&& accept)
{
    std::vector<std::string> paths;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error})
        if (entry.path().extension() == ".so")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths)
    {
        const auto file = descriptor::ModuleFile::read(path);
        if (file.refusal.empty() && accept(file.note))
            return path;
    }
    return {};
}

/// What a slot's option says: the last --option of that name, or its default.
std::string choice(const Plan& plan, const descriptor::ModuleNote& note, const std::string& option)
{
    const descriptor::ModuleNote::Option* const declared = note.option(option);
    std::string value = declared == nullptr ? std::string{} : declared->def;
    for (const descriptor::Assignment& each : plan.options)
        if (each.name == option)
            value = each.value;
    return value;
}

/// Whether the choices that modules leave to options select this one, as they would in a server.
bool isChosen(const Plan& plan, const descriptor::ModuleNote& module)
{
    const auto choosesIt = [&](const descriptor::ModuleNote& consumer)
    {
        return std::any_of(
            consumer.slots.begin(), consumer.slots.end(),
            [&](const auto& slot)
            { return module.answersTo(slot.first + "=" + choice(plan, consumer, slot.second)); });
    };
    return !firstModule(plan.shelf, choosesIt).empty();
}

/// The first that offers an interface, one that is chosen before all others.
std::string moduleOffering(const Plan& plan, const std::string& iface)
{
    const auto offers = [&](const descriptor::ModuleNote& each) { return each.offers(iface); };
    const std::string chosen = firstModule(plan.shelf, [&](const descriptor::ModuleNote& each)
                                           { return offers(each) && isChosen(plan, each); });
    return chosen.empty() ? firstModule(plan.shelf, offers) : chosen;
}

} // namespace

Subject::Subject(const std::string& path) : _file{descriptor::ModuleFile::read(path)}
{
    if (!_file.refusal.empty())
        throw Broken{_file.refusal};
    step("dlopen");
    if (!note().needsGlobal.empty())
        (void)dlopen(note().needsGlobal.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
    const std::string name = std::filesystem::absolute(path);
    void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
        throw Broken{dlerror()};
    const auto entry = reinterpret_cast<kc_module_entry_fn>(dlsym(library, KC_MODULE_ENTRY));
    if (entry == nullptr)
        throw Broken{"exports no " KC_MODULE_ENTRY "; end the source with KC_MODULE(...)"};
    step(KC_MODULE_ENTRY "()");
    const kc_module* const theirs = entry();
    constexpr std::size_t kSmallest = offsetof(kc_module, query) + sizeof(theirs->query);
    if (theirs == nullptr || theirs->size < kSmallest)
        throw Broken{"its descriptor is too small; let KC_MODULE(...) write it"};
    std::memcpy(&_descriptor, theirs, std::min<std::size_t>(theirs->size, sizeof _descriptor));
    if (_descriptor.options != nullptr && _descriptor.option_stride > 0)
        _schema = {_descriptor.options, _descriptor.n_options, _descriptor.option_stride};
}

void Subject::configure(const std::vector<descriptor::Assignment>& options)
{
    descriptor::Problems problems;
    _config = descriptor::Snapshot::make(_schema, options, problems);
    if (problems.hasErrors())
        throw Skipped{problems.errors().front() + "; give another --option"};
}

void Subject::create(Bench& bench)
{
    step("create()");
    if (_config == nullptr)
        configure({});
    _kernel = bench.kernelFor(note().id);
    kc_ctx context{"create"};
    const kc_status status = _descriptor.create(&_kernel->host, &context, _config.get(), &_self);
    if (status < 0)
        throw Broken{"create() fails: " + context.errorText(status) +
                     "; what can fail belongs into start(), bad options into check()"};
}

void Subject::offer(Bench& bench)
{
    for (const std::string& iface : descriptor::words(text(_descriptor.provides)))
    {
        step("query(" + iface + ")");
        kc_service service{sizeof service, nullptr, nullptr, nullptr};
        const bool offered = _descriptor.query != nullptr &&
                             _descriptor.query(_self, iface.c_str(), &service) >= 0 &&
                             service.table != nullptr;
        if (!offered)
            throw Broken{"declares that it provides " + iface +
                         " but query() does not give it; call offer<…>() in the constructor"};
        service.module = id().data();
        bench.add(iface, service);
    }
}

void Subject::must(const char* what, kc_status (*function)(void*, kc_ctx*))
{
    if (function == nullptr)
        return;
    step(std::string{what} + "()");
    kc_ctx context{what};
    const kc_status status = function(_self, &context);
    if (status < 0)
        throw Broken{std::string{what} + "() fails: " + context.errorText(status)};
}

void Subject::start()
{
    try
    {
        must("start", _descriptor.start);
    }
    catch (const Broken& failure)
    {
        // Its surroundings may be what is wrong; then nothing was seen of the module itself.
        throw Skipped{std::string{failure.what()} +
                      "; give it what it needs with --option or --with"};
    }
}

void Subject::check()
{
    if (_descriptor.check == nullptr)
        return;
    step("check()");
    kc_ctx context{"check"};
    const kc_status status = _descriptor.check(_self, &context, _config.get());
    if (status < 0)
        throw Broken{"check() refuses the options that it runs with: " + context.errorText(status)};
}

void Subject::reload()
{
    if (_descriptor.reload == nullptr)
        return;
    step("reload()");
    kc_ctx context{"reload"};
    // A successor with the same values. Calls under way may finish with the old one.
    descriptor::Problems problems;
    std::vector<descriptor::Assignment> same;
    for (std::size_t i = 0; i < _schema.rows().size(); ++i)
        if (_schema.rows()[i].type < KC_OPT_PROPMAP)
            same.push_back({_schema.rows()[i].name, _config->at(i).text, {}, {}});
    auto next = descriptor::Snapshot::make(_schema, same, problems);
    const kc_status status = _descriptor.reload(_self, &context, next.get());
    _former.push_back(std::exchange(_config, std::move(next)));
    if (status < 0)
        throw Broken{"reload() fails after check() agreed: " + context.errorText(status)};
}

void Subject::drain()
{
    if (_descriptor.drain == nullptr)
        return;
    step("drain()");
    kc_ctx context{"drain", now()}; // has passed when the module looks
    _descriptor.drain(_self, &context);
}

void Subject::stop()
{
    step("stop()");
    if (_descriptor.stop != nullptr)
        _descriptor.stop(_self);
}

void Subject::destroy()
{
    step("destroy()");
    _descriptor.destroy(_self);
    _self = nullptr;
    _former.clear();
    _kernel.reset();
}

Company::Company(const Plan& plan, const descriptor::ModuleNote& note)
{
    for (const std::string& path : plan.with)
        load(plan, path);
    for (const std::string& iface : plan.doubles)
        bench.addUnavailable(iface);
    need(plan, note);
}

Company::~Company()
{
    for (auto each = _modules.rbegin(); each != _modules.rend(); ++each)
    {
        (*each)->stop();
        (*each)->destroy();
    }
}

void Company::need(const Plan& plan, const descriptor::ModuleNote& note)
{
    for (const auto& [slot, option] : note.slots)
    {
        const std::string answer = slot + "=" + choice(plan, note, option);
        const std::string path = firstModule(plan.shelf, [&](const descriptor::ModuleNote& each)
                                             { return each.answersTo(answer); });
        if (!path.empty())
            load(plan, path);
    }
    for (const std::string& iface : note.needs)
    {
        if (iface.starts_with('?') || bench.find(iface))
            continue;
        const std::string path = moduleOffering(plan, iface);
        if (path.empty())
            throw Skipped{"it needs " + iface +
                          "; name a module that offers it with --with, or use --double " + iface};
        load(plan, path);
    }
}

void Company::load(const Plan& plan, const std::string& path)
{
    for (const auto& each : _modules)
        if (each->path() == path)
            return;
    try
    {
        auto module = std::make_unique<Subject>(path);
        need(plan, module->note());
        module->configure(plan.options);
        module->create(bench);
        module->start();
        module->offer(bench);
        _modules.push_back(std::move(module));
        bench.settle();
    }
    catch (const Broken& failure)
    {
        throw Skipped{path + ": " + failure.what()};
    }
    catch (const Skipped& failure)
    {
        throw Skipped{path + ": " + failure.what()};
    }
}

} // namespace kc::modcheck
