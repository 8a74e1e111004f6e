// SPDX-License-Identifier: Apache-2.0
// Which of the kernel's threads this is: by it, [main] functions are refused elsewhere.
#pragma once

namespace kc::kernel
{

enum class ThreadRole
{
    Foreign, // a module's own
    Main,
    Pool,
    Poller
};

inline thread_local ThreadRole threadRole = ThreadRole::Foreign;

} // namespace kc::kernel
