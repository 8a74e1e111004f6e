// SPDX-License-Identifier: Apache-2.0
// What a module announced with kc_net.listen(): the kernel's own copy. Outlives its connections.
#pragma once

#include <kc/abi/draft/net.h>

#include <string>

namespace kc::kernel
{

struct Endpoint
{
    kc_kernel* kernel; // of the module, for its name in log lines
    std::string name;  // "chat"
    std::string addresses;
    std::string option;   // "chat_listen"
    std::string place;    // "gateway.cfg:3"
    kc_protocol protocol; // widened to our size
    void* self;
    std::int64_t timeout;
    std::size_t maxInput;
    unsigned unixMode;
};

} // namespace kc::kernel
