// SPDX-License-Identifier: Apache-2.0
// One module at work: its code, options, host and instance, and the steps of its life. All [main].
#pragma once

#include "ModuleHost.h"
#include "Watchdog.h"
#include "modload/LoadedModule.h"
#include "modload/Selection.h"
#include <kc/descriptor/Problems.h>
#include <kc/descriptor/Snapshot.h>
#include <kc/host/CallContext.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace kc::kernel
{
using namespace descriptor;

class ModuleInstance
{
public:
    ModuleInstance(const SelectedModule& selected, std::unique_ptr<LoadedModule> code);
    ModuleInstance(const ModuleInstance&) = delete;
    ModuleInstance& operator=(const ModuleInstance&) = delete;
    ~ModuleInstance();

    const std::string& id() const { return _id; }

    /// Place in the process's programs.
    std::size_t program() const { return _program; }

    const OptionSchema& schema() const { return _code->schema(); }

    const Snapshot& config() const { return *_config; }

    /// The option that names a cfg file of its own; empty: none.
    sv configFileOption() const { return text(descriptor().config_file); }

    /// "module x (server.cfg:3 modules)".
    std::string title() const { return "module " + _id + " (" + _selectedBy + ")"; }

    /// Values that these give; once there are values, what only a restart changes stays.
    std::unique_ptr<Snapshot> read(const std::vector<Assignment>& assignments,
                                   Problems& problems) const;
    /// The first values.
    void configure(const std::vector<Assignment>& assignments, Problems& problems);

    void create(const KernelServices& services, const std::map<std::string, std::string>& slots,
                Problems& problems);
    /// The instance's own opinion of a configuration; null asks for the one in force.
    void check(const Snapshot* next, Problems& problems);
    void offerServices(host::Registry& registry, Problems& problems);
    void start(Problems& problems);

    // Reload, in two steps: all modules agree to their next values, then all take them.
    void prepare(const std::vector<Assignment>& assignments, Problems& problems);
    void checkPrepared(Problems& problems);
    void reload(Problems& problems);
    void forgetPrepared();

    /// The module's own answer; KC_DECLINED when it has not started. On any thread.
    kc_status health(kc_ctx& context) const;

    void setLogLevel(int level);

    void drain(std::int64_t deadline);
    void stop();
    void destroy();

private:
    Watchdog::Call watch(const char* function, std::int64_t deadline = 0) const;
    std::string sentence(const char* what, kc_ctx& context, kc_status status) const;
    const kc_module& descriptor() const { return _code->descriptor(); }

    std::string _id, _selectedBy;
    std::size_t _program;
    std::unique_ptr<LoadedModule> _code;
    std::unique_ptr<Snapshot> _config;
    std::unique_ptr<Snapshot> _next;
    std::vector<std::unique_ptr<Snapshot>> _past; // modules may hold on to their texts
    std::unique_ptr<kc_kernel> _kernel;
    Watchdog* _watchdog = nullptr; // since create()
    void* _self = nullptr;
    bool _created = false;
    std::atomic<bool> _started{false};
};

} // namespace kc::kernel
