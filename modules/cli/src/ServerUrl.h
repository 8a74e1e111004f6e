// SPDX-License-Identifier: Apache-2.0
// server_socket taken apart: file:///path, http://host:port/prefix, https:// likewise, or default:.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>

namespace kc::cli
{

struct ServerUrl
{
    std::string text; // as written
    std::string path; // of the UNIX socket; empty for TCP
    std::string host;
    std::uint16_t port = 236;
    std::string prefix; // "/kopano" or ""
    bool isTls = false;

    bool isUnix() const { return !path.empty(); }

    /// For messages and the Host header.
    std::string authority() const;

    /// Throws Failure for what is no such URL.
    static ServerUrl parse(const std::string& text);
};

} // namespace kc::cli
