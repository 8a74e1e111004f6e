// SPDX-License-Identifier: Apache-2.0
// One HTTP exchange with the server; what tests replace.
#pragma once

#include <string>

namespace kc::cli
{

struct HttpRequest
{
    std::string method;
    std::string target; // path and query
    std::string contentType;
    std::string body;
};

struct HttpResponse
{
    int status = 0;
    std::string body;
};

/// Who asks, and by what it is proved.
struct Login
{
    std::string user; // empty: what the connection itself says (SYSTEM on the UNIX socket)
    std::string password;
    std::string keyFile; // for https: private key and certificate in one PEM file; may be empty
    std::string keyPass;
};

class Transport
{
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Throws Failure if there is no answer.
    virtual HttpResponse send(const HttpRequest& request) = 0;
};

} // namespace kc::cli
