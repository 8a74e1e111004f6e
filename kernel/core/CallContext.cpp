// SPDX-License-Identifier: Apache-2.0
#include "CallContext.h"

#include "ContextWatch.h"

#include <algorithm>

using kc::sv;

kc_ctx::kc_ctx(sv trace, std::int64_t deadline, const std::atomic<bool>* cancelled)
    : _deadline{deadline}, _cancelled{cancelled}, _traceBytes{std::min(trace.size(), kTraceLimit)}
{
    trace.copy(_trace.data(), _traceBytes);
    kc::kernel::watchBegin(this);
}

kc_ctx::~kc_ctx()
{
    kc::kernel::watchEnd(this);
}

kc_status kc_ctx::fail(kc_status code, sv text) noexcept
{
    if (_error.p != nullptr || text.empty())
        return code;
    if (void* const copy = _arena.allocate(text.size()); copy != nullptr)
    {
        text.copy(static_cast<char*>(copy), text.size());
        _error = {static_cast<const char*>(copy), text.size()};
    }
    return code;
}

kc_str kc_ctx::takeError() noexcept
{
    const kc_str error = _error;
    _error = {nullptr, 0};
    return error;
}

std::string kc_ctx::errorText(kc_status status)
{
    const sv text = kc::view(takeError());
    return text.empty() ? "no reason given (status " + std::to_string(status) + ")"
                        : std::string{text};
}
