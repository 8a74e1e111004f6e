// SPDX-License-Identifier: Apache-2.0
// Debug builds notice a context that is used after its call has ended, or by two threads at once,
// and abort with a sentence that names the module's file. Release builds take nobody's time for it.
#pragma once

struct kc_ctx;

namespace kc::kernel
{

#ifdef NDEBUG
inline void watchBegin(const kc_ctx*) {}

inline void watchEnd(const kc_ctx*) {}

struct ContextUse
{
    ContextUse(const kc_ctx*, const char*, const void*) {}
};
#else
void watchBegin(const kc_ctx* context);
void watchEnd(const kc_ctx* context);

/// One call of a host function with the context; `caller` is its return address.
class ContextUse
{
public:
    ContextUse(const kc_ctx* context, const char* function, const void* caller);
    ContextUse(const ContextUse&) = delete;
    ContextUse& operator=(const ContextUse&) = delete;
    ~ContextUse();

private:
    const kc_ctx* _context;
};
#endif

} // namespace kc::kernel
