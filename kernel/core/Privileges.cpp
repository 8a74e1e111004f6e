// SPDX-License-Identifier: Apache-2.0
#include "Privileges.h"

#include <kc/status.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kc::kernel
{
namespace
{

/// Permitted and effective capabilities of this thread, all others gone.
void setCapabilities(std::uint32_t mask)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> sets{};
    sets[0].effective = mask;
    sets[0].permitted = mask;
    if (syscall(SYS_capset, &header, sets.data()) != 0 && mask == 0)
        throw Fault{KC_EUNAVAIL,
                    std::string{"cannot give up capabilities: "} + std::strerror(errno)};
}

void require(int result, const char* what)
{
    if (result != 0)
        throw Fault{KC_EUNAVAIL, std::string{what} + ": " + std::strerror(errno)};
}

} // namespace

std::optional<RunAs> lookUpRunAs(const KernelSettings& settings, Problems& problems)
{
    if (geteuid() != 0 || settings.runAsUser.empty())
        return std::nullopt;
    const passwd* const user = getpwnam(settings.runAsUser.c_str());
    if (user == nullptr)
    {
        problems.error(settings.runAsUserPlace + ": run_as_user = " + settings.runAsUser +
                       ": no such user; create it, or set run_as_user to nothing to stay root");
        return std::nullopt;
    }
    RunAs found{user->pw_uid, user->pw_gid, settings.runAsUser};
    if (!settings.runAsGroup.empty())
    {
        const group* const group = getgrnam(settings.runAsGroup.c_str());
        if (group == nullptr)
        {
            problems.error(settings.runAsGroupPlace + ": run_as_group = " + settings.runAsGroup +
                           ": no such group; create it, or name another");
            return std::nullopt;
        }
        found.group = group->gr_gid;
    }
    return found;
}

void setLimits(const KernelSettings& settings)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (settings.coredump == "systemdefault" || getrlimit(RLIMIT_CORE, &limit) != 0)
        return;
    limit.rlim_cur =
        settings.coredump == "no" || settings.coredump == "false" || settings.coredump == "0"
            ? 0
            : limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
}

void allowCoreFiles(const KernelSettings& settings)
{
    if (settings.coredump == "yes" || settings.coredump == "true" || settings.coredump == "1")
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

PortBinder::PortBinder(const std::optional<RunAs>& runAs)
{
    if (!runAs)
        return;
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    require(initgroups(runAs->name.c_str(), runAs->group), "cannot set the groups");
    require(setresgid(runAs->group, runAs->group, runAs->group), "cannot become the group");
    require(setresuid(runAs->user, runAs->user, runAs->user), "cannot become the user");
    prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
    setCapabilities(1U << CAP_NET_BIND_SERVICE);
    // Capabilities are a thread's own: the new one inherits ours, then we give ours up.
    _thread = std::thread{[future = _task.get_future()]() mutable
                          {
                              if (const std::function<void()> bind = future.get())
                                  bind();
                          }};
    setCapabilities(0);
}

PortBinder::~PortBinder()
{
    if (_thread.joinable())
        run({});
}

void PortBinder::run(const std::function<void()>& bind)
{
    if (!_thread.joinable())
    {
        if (bind)
            bind();
        return;
    }
    std::exception_ptr failure;
    if (!bind)
        _task.set_value({});
    else
        _task.set_value(
            [&]
            {
                try
                {
                    bind();
                }
                catch (...) // the fence of this thread: the caller throws it on
                {
                    failure = std::current_exception();
                }
            });
    _thread.join();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace kc::kernel
