// SPDX-License-Identifier: Apache-2.0
// Notices a context that is used after its call has ended, or by two threads at once, and aborts
// with a sentence that names the module's file. Debug builds watch, and tests and kc-modcheck;
// else it takes nobody's time.
#pragma once

#include <atomic>

struct kc_ctx;

namespace kc::host
{

/// Set while there is no context, and never cleared.
extern std::atomic<bool> contextsAreWatched;

inline bool watching()
{
    return contextsAreWatched.load(std::memory_order_relaxed);
}

void addWatched(const kc_ctx* context);
void removeWatched(const kc_ctx* context);

/// One call of a host function with the context; `caller` is its return address.
class ContextUse
{
public:
    ContextUse(const kc_ctx* context, const char* function, const void* caller)
        : _context{watching() ? context : nullptr}
    {
        if (_context != nullptr)
            begin(function, caller);
    }

    ContextUse(const ContextUse&) = delete;
    ContextUse& operator=(const ContextUse&) = delete;

    ~ContextUse()
    {
        if (_context != nullptr)
            end();
    }

private:
    void begin(const char* function, const void* caller) const;
    void end() const;

    const kc_ctx* _context; // null: it is not watched
};

} // namespace kc::host
