// SPDX-License-Identifier: Apache-2.0
// JMAP calls (RFC 8620) to the server, in its administration capability.
#pragma once

#include "Transport.h"

#include <nlohmann/json.hpp>

namespace kc::cli
{

using Json = nlohmann::json;

class JmapClient
{
public:
    /// Asks for the session: throws Failure if the login is refused or nothing there may be
    /// administered.
    explicit JmapClient(Transport& transport);

    const std::string& accountId() const { return _accountId; }

    /// The methodResponses to `calls`, as many. Throws Failure for any error response.
    Json call(const Json& calls);

private:
    Json exchange(const HttpRequest& request);
    void checkErrors(const Json& responses) const;

    Transport& _transport;
    std::string _apiTarget;
    std::string _accountId;
};

} // namespace kc::cli
