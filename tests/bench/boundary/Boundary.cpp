// SPDX-License-Identifier: Apache-2.0
// What a call into a dlopened module costs: `boundary MODULE.so` prints nanoseconds for each way,
// the median of several rounds on a warm machine.
#include "Rows.h"

#include <kc/auth.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <dlfcn.h>

namespace
{

constexpr std::size_t kRounds = 11;
constexpr std::uint32_t kCalls = 4'000'000;

/// Nanoseconds that this thread had the processor for: what others do meanwhile does not count.
double now()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// Nanoseconds of one of `perRun` calls that `run` makes.
template <class Run>
double median(std::uint32_t perRun, Run&& run)
{
    std::array<double, kRounds> found{};
    for (double& each : found)
    {
        const double begin = now();
        for (std::uint32_t i = 0; i < kCalls; i += perRun)
            run();
        each = (now() - begin) / kCalls;
    }
    std::nth_element(found.begin(), found.begin() + kRounds / 2, found.end());
    return found[kRounds / 2];
}

/// Keeps the optimizer from knowing the value, and so from doing the calls once.
template <class T>
void use(T& value)
{
    asm volatile("" : "+m"(value) : : "memory");
}

const kc_module* load(const char* file)
{
    void* const library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
    {
        std::fprintf(stderr, "%s\n", dlerror());
        return nullptr;
    }
    return reinterpret_cast<kc_module_entry_fn>(dlsym(library, KC_MODULE_ENTRY))();
}

kc_service serviceOf(const kc_module& module, void* self, const char* iface)
{
    kc_service service{sizeof service, nullptr, nullptr, nullptr};
    KC_ASSERT(module.query(self, iface, &service) == KC_OK);
    return service;
}

void report(const char* what, double nanoseconds)
{
    std::printf("%-44s %6.2f ns\n", what, nanoseconds);
}

void measureCalls(kc::Context& context, const kc_service& auth, const kc_service& rows)
{
    const kc_auth_request request{sizeof request, kc::str("imap"), kc::str("192.0.2.1"), -1, 1};
    kc::sv user = "ann.other";
    kc::sv password = "as long 1";
    kc_status last = KC_OK;
    const auto& table = *static_cast<const boundary::RowsTable*>(rows.table);
    report("raw table call", median(1,
                                    [&]
                                    {
                                        use(user);
                                        last = table.raw(rows.self, context.get(), kc::str(user),
                                                         kc::str(password));
                                        use(last);
                                    }));
    const auto& verify = static_cast<const kc_auth*>(auth.table)->verify;
    report("Proxy, Thunk, virtual",
           median(1,
                  [&]
                  {
                      use(user);
                      last = kc::Proxy<&kc::PasswordAuth::verify>::call(verify, auth.self, context,
                                                                        request, user, password)
                                 .code();
                      use(last);
                  }));
}

void measureRows(kc::Context& context, const kc_service& rows)
{
    std::uint64_t sum = 0;
    const auto take = [&](const boundary::Row& row) { sum += row.number + row.name.n; };
    const auto& table = *static_cast<const boundary::RowsTable*>(rows.table);
    report("a row of 32, Sink on both sides",
           median(boundary::kBatch,
                  [&]
                  {
                      (void)kc::Proxy<&boundary::Rows::list>::call(table.list, rows.self, context,
                                                                   boundary::kBatch, take);
                      use(sum);
                  }));
}

} // namespace

int main(int argc, char** argv)
{
    const kc_module* const module = argc == 2 ? load(argv[1]) : nullptr;
    if (module == nullptr)
    {
        std::fputs("usage: boundary MODULE.so\n", stderr);
        return 2;
    }
    // Nothing that is measured asks the kernel for anything.
    kc_host host{};
    host.size = sizeof host;
    void* self = nullptr;
    KC_ASSERT(module->create(&host, nullptr, nullptr, &self) == KC_OK);
    kc::Context context{&host, nullptr};
    measureCalls(context, serviceOf(*module, self, KC_AUTH),
                 serviceOf(*module, self, "bench.rows/1"));
    measureRows(context, serviceOf(*module, self, "bench.rows/1"));
    module->destroy(self);
}
