// SPDX-License-Identifier: Apache-2.0
// JMAP calls (RFC 8620) to the server, in its administration capability.
#pragma once

#include "Transport.h"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <vector>

namespace kc::cli
{

using Json = nlohmann::json;

/// A method and its arguments; the account is added.
struct MethodCall
{
    const char* method;
    Json arguments;
};

/// What an answer has under a name; empty if it has no text there.
std::string textOf(const Json& object, const char* name);
Json objectOf(const Json& object, const char* name);

class JmapClient
{
public:
    enum class As
    {
        Administrator,
        Oneself
    };

    /// Asks for the session: throws Failure if the login is refused or nothing there may be
    /// administered. `trace` gets what is said, without passwords; null: nothing does.
    explicit JmapClient(Transport& transport, std::ostream* trace = nullptr,
                        As as = As::Administrator);

    /// The id of who is logged in.
    const std::string& self() const { return _self; }

    /// Tenants are on.
    bool isHosted() const { return _isHosted; }

    /// How logins are written: "%u@%c".
    const std::string& loginFormat() const { return _loginFormat; }

    std::size_t maxObjectsInSet() const { return _maxObjectsInSet; }

    /// The arguments of each response, one for each call: later ones may refer to earlier ones by
    /// resultOf "0", "1" and so on. Throws Failure for any error response.
    std::vector<Json> call(const std::vector<MethodCall>& calls);
    Json call(const char* method, Json arguments);

private:
    Json exchange(const HttpRequest& request);
    void readSession(const Json& session, As as);
    void trace(const char* direction, const Json& calls) const;

    Transport& _transport;
    std::ostream* _trace;
    std::string _accountId, _self, _loginFormat;
    bool _isHosted = false;
    std::size_t _maxObjectsInSet = 500;
};

} // namespace kc::cli
