// SPDX-License-Identifier: Apache-2.0
// What a module announced with kc_net.listen(): the kernel's own copy. Outlives its connections.
#pragma once

#include <kc/abi/draft/net.h>
#include <kc/tls/Context.h>

#include <memory>
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
    std::uint32_t flags; // of kc_listen_flag
    std::string busy;
    std::int64_t loginTime;
    std::int64_t sendTime;              // 0: the kernel's
    std::unique_ptr<tls::Slot> tlsSlot; // never null

    bool has(kc_listen_flag flag) const { return (flags & static_cast<std::uint32_t>(flag)) != 0; }
};

} // namespace kc::kernel
