// SPDX-License-Identifier: Apache-2.0
#include <kc/host/ContextWatch.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <mutex>

namespace kc::host
{

#ifdef NDEBUG
std::atomic<bool> contextsAreWatched{false};
#else
std::atomic<bool> contextsAreWatched{true};
#endif

namespace
{

/// Some of the contexts that there are, with the calls under way.
struct Shelf
{
    std::mutex mutex; // guards inUse; a leaf
    std::map<const kc_ctx*, unsigned> inUse;
};

/// By address, so that threads seldom wait for each other.
Shelf& shelfOf(const kc_ctx* context)
{
    static std::array<Shelf, 64> shelves;
    return shelves[reinterpret_cast<std::uintptr_t>(context) / 64 % shelves.size()];
}

} // namespace

void addWatched(const kc_ctx* context)
{
    Shelf& shelf = shelfOf(context);
    const std::lock_guard lock{shelf.mutex};
    shelf.inUse[context] = 0;
}

void removeWatched(const kc_ctx* context)
{
    Shelf& shelf = shelfOf(context);
    const std::lock_guard lock{shelf.mutex};
    shelf.inUse.erase(context);
}

void ContextUse::begin(const char* function, const void* caller) const
{
    Shelf& shelf = shelfOf(_context);
    const std::lock_guard lock{shelf.mutex};
    const auto known = shelf.inUse.find(_context);
    if (known != shelf.inUse.end() && known->second++ == 0)
        return;
    Dl_info from{};
    const bool found = dladdr(caller, &from) != 0 && from.dli_fname != nullptr;
    std::fprintf(stderr, "%s calls kc_host.%s() with a context %s\n",
                 found ? from.dli_fname : "a module", function,
                 known == shelf.inUse.end() ? "whose call has ended"
                                            : "that another thread is using");
    std::abort();
}

void ContextUse::end() const
{
    Shelf& shelf = shelfOf(_context);
    const std::lock_guard lock{shelf.mutex};
    --shelf.inUse[_context];
}

} // namespace kc::host
