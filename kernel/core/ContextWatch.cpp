// SPDX-License-Identifier: Apache-2.0
#include "ContextWatch.h"

#ifndef NDEBUG

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <mutex>

namespace kc::kernel
{
namespace
{

std::mutex watchMutex;                   // guards inUse; a leaf
std::map<const kc_ctx*, unsigned> inUse; // every context there is, with the calls under way

} // namespace

void watchBegin(const kc_ctx* context)
{
    const std::lock_guard lock{watchMutex};
    inUse[context] = 0;
}

void watchEnd(const kc_ctx* context)
{
    const std::lock_guard lock{watchMutex};
    inUse.erase(context);
}

ContextUse::ContextUse(const kc_ctx* context, const char* function, const void* caller)
    : _context{context}
{
    const std::lock_guard lock{watchMutex};
    const auto known = inUse.find(context);
    if (known != inUse.end() && known->second++ == 0)
        return;
    Dl_info from{};
    const bool found = dladdr(caller, &from) != 0 && from.dli_fname != nullptr;
    std::fprintf(stderr, "%s calls kc_host.%s() with a context %s\n",
                 found ? from.dli_fname : "a module", function,
                 known == inUse.end() ? "whose call has ended" : "that another thread is using");
    std::abort();
}

ContextUse::~ContextUse()
{
    const std::lock_guard lock{watchMutex};
    --inUse[_context];
}

} // namespace kc::kernel

#endif
