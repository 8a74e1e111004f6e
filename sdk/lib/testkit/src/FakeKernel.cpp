// SPDX-License-Identifier: Apache-2.0
#include "State.h"

#include <kc/abi/draft/health.h>
#include <kc/descriptor/Words.h>

#include <dlfcn.h>

namespace kc::inline sdk1::test
{

namespace
{

using descriptor::text;
using descriptor::words;

void must(kc_ctx& context, kc_status status, const std::string& what)
{
    if (status >= 0)
        return;
    const sv reason = view(context.takeError());
    throw Fault{static_cast<kc_code>(status),
                reason.empty() ? what + " failed without a reason" : std::string{reason}};
}

const kc_health& healthTable()
{
    static constexpr kc_health kTable{
        sizeof(kc_health),
        [](kc_kernel* k, kc_ctx* ctx, kc_sink rows) -> kc_status
        {
            for (kc_kernel& each : kc_kernel::state(k).modules)
            {
                const kc_status status = each.descriptor->health(each.self, ctx);
                const kc_str reason = each.host.take_error(ctx);
                const kc_health_row row{sizeof row, str(each.module), status, reason};
                if (const kc_status told = rows.push(rows.arg, &row); told != KC_OK)
                    return told == KC_STOP ? kc_status{KC_OK} : told;
            }
            return KC_OK;
        }};
    return kTable;
}

} // namespace

kc_kernel& FakeKernel::State::loaded(sv moduleId)
{
    for (kc_kernel& each : modules)
        if (each.module == moduleId)
            return each;
    throw Fault{KC_ENOTFOUND, "no module " + std::string{moduleId} + " is loaded"};
}

FakeKernel::FakeKernel() : _state{std::make_unique<State>(*this)}
{
    offer(KC_TASKS, &FakeTasks::table(), nullptr, 0);
    offer(KC_METRICS, &FakeMetrics::table(), nullptr, 0);
    offer(KC_HEALTH, &healthTable(), nullptr, 0);
}

FakeKernel::~FakeKernel()
{
    stop();
}

void FakeKernel::load(const kc_module* module, const Options& options)
{
    const std::string id = text(module->id).data();
    for (const std::string& need : words(text(module->requires_)))
    {
        kc_service found{sizeof found, nullptr, nullptr, nullptr};
        if (!need.starts_with('?') && _state->registry.find(need, {}, found) != KC_OK)
            throw Fault{KC_ENOTFOUND, "module " + id + " needs " + need +
                                          ", which nothing offers: load or offer it first"};
    }
    kc_kernel& made = _state->modules.emplace_back(*this, id);
    try
    {
        made.descriptor = module;
        made.schema = {module->options, module->n_options, module->option_stride};
        made.config = readOptions(made.schema, options);
        for (const std::string& slot : words(text(module->slots)))
        {
            const std::size_t at = slot.find('=');
            const std::string option = slot.substr(at + 1, slot.find(',') - at - 1);
            made.slots[slot.substr(0, at)] = (*made.config)[option].text;
        }
        kc_ctx context{"load"};
        must(context, module->create(&made.host, &context, made.config.get(), &made.self),
             "create() of module " + id);
        for (const std::string& iface : words(text(module->provides)))
        {
            kc_service service{sizeof service, nullptr, nullptr, nullptr};
            if (module->query(made.self, iface.c_str(), &service) < 0 || service.table == nullptr)
                throw Fault{KC_EBUG, "module " + id + " declares " + iface +
                                         " but does not offer it: call offer() in its constructor"};
            service.module = made.module.c_str();
            _state->registry.add(iface, service, module->priority);
        }
        made.isStarted = true; // one that failed half-way has things to stop as well
        must(context, module->start(made.self, &context), "start() of module " + id);
    }
    catch (...) // rolls back; nothing is swallowed
    {
        _state->modules.pop_back();
        throw;
    }
}

void FakeKernel::load(const std::string& file, const Options& options)
{
    void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == nullptr)
        throw Fault{KC_EUNAVAIL, dlerror()};
    const auto entry = reinterpret_cast<kc_module_entry_fn>(dlsym(handle, KC_MODULE_ENTRY));
    if (entry == nullptr)
        throw Fault{KC_EINVAL, file + " is no module: it has no " KC_MODULE_ENTRY};
    load(entry(), options);
}

void FakeKernel::reload(sv moduleId, const Options& options)
{
    kc_kernel& module = _state->loaded(moduleId);
    auto next = readOptions(module.schema, options, module.config.get());
    kc_ctx context{"reload"};
    must(context, module.descriptor->check(module.self, &context, next.get()),
         "check() of module " + module.module);
    const kc_status status = module.descriptor->reload(module.self, &context, next.get());
    module.config.swap(next); // the old values may be read until reload() has returned
    must(context, status, "reload() of module " + module.module);
}

void FakeKernel::health(sv moduleId)
{
    kc_kernel& module = _state->loaded(moduleId);
    kc_ctx context{"health"};
    must(context, module.descriptor->health(module.self, &context),
         "health() of module " + module.module);
}

void FakeKernel::drain(sv moduleId)
{
    kc_kernel& module = _state->loaded(moduleId);
    kc_ctx context{"drain"};
    module.descriptor->drain(module.self, &context);
}

void FakeKernel::stop()
{
    while (!_state->modules.empty())
        _state->modules.pop_back();
}

void FakeKernel::offer(const char* iface, const void* table, void* self, unsigned priority)
{
    _state->registry.add(iface, {sizeof(kc_service), table, self, State::kDouble}, priority);
}

kc_service FakeKernel::service(const char* iface)
{
    kc_service found{sizeof found, nullptr, nullptr, nullptr};
    if (_state->registry.find(iface, {}, found) != KC_OK)
        throw Fault{KC_ENOTFOUND, std::string{"nothing offers "} + iface};
    return found;
}

void FakeKernel::runTasks()
{
    _state->tasks.run();
}

double FakeKernel::metric(const std::string& name, const std::vector<std::string>& labels)
{
    return _state->metrics.value(name, labels);
}

Context FakeKernel::context()
{
    return Context{host(), &_state->context};
}

const kc_host* FakeKernel::host() const
{
    return &_state->test.host;
}

std::vector<std::string> FakeKernel::lines() const
{
    const std::lock_guard lock{_state->mutex};
    return _state->lines;
}

std::vector<std::string> FakeKernel::fullLines() const
{
    const std::lock_guard lock{_state->mutex};
    return _state->fullLines;
}

FakeKernel& FakeKernel::of(kc_kernel* k)
{
    return k->fake;
}

} // namespace kc::inline sdk1::test
