// SPDX-License-Identifier: Apache-2.0
// What the hooks of a stage asked for, checked as abi/draft/hook.h promises; the caller applies it.
#pragma once

#include <kc/hook.hpp>

#include <string>

namespace kc::hooks
{

struct Edits
{
    kc_hook_stage stage;
    std::string header;  // fields, each with its CRLF
    std::string mailbox; // empty: the caller's own choice
    std::string reply;

    /// What a hook is given; its functions fill the `raw()` that they are called with.
    static const kc_hook_edit_ops& ops();

    kc_hook_edit* raw() { return reinterpret_cast<kc_hook_edit*>(this); }
};

} // namespace kc::hooks
