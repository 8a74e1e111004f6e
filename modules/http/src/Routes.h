// SPDX-License-Identifier: Apache-2.0
// Which module answers which path. Filled while the modules start, one after the other; from then
// on only read, by many threads.
#pragma once

#include <kc/http.hpp>

#include <optional>
#include <string>
#include <vector>

namespace kc::httpd
{

enum class Login : bool
{
    NotNeeded,
    Needed
};

struct Route
{
    std::string path; // "/jmap"
    Login login;
    const kc_http_handler* handler;
    void* self;
};

struct RouteMatch
{
    const Route* route;
    sv prefix; // "/kopano" or ""
    sv rest;   // "/api" or ""
};

class Routes
{
public:
    /// KC_EINVAL unless it begins with "/" and does not end with one; KC_EEXISTS if it is taken.
    Status add(Route route);

    /// The longest route that is the path or stands in it, whole segments each; at its first place
    /// if it stands there twice. The views are of `path`.
    std::optional<RouteMatch> match(sv path) const;

private:
    std::vector<Route> _routes; // the longest first
};

} // namespace kc::httpd
