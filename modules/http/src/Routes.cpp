// SPDX-License-Identifier: Apache-2.0
#include "Routes.h"

#include <algorithm>

namespace kc::httpd
{

namespace
{

std::size_t findSegments(sv path, sv route)
{
    for (std::size_t at = path.find(route); at != sv::npos; at = path.find(route, at + 1))
    {
        const std::size_t end = at + route.size();
        if (end == path.size() || path[end] == '/')
            return at;
    }
    return sv::npos;
}

} // namespace

Status Routes::add(Route route)
{
    if (!route.path.starts_with('/') || route.path.ends_with('/'))
        return KC_EINVAL;
    for (const Route& known : _routes)
        if (known.path == route.path)
            return KC_EEXISTS;
    const auto place =
        std::find_if(_routes.begin(), _routes.end(),
                     [&](const Route& known) { return known.path.size() < route.path.size(); });
    _routes.insert(place, std::move(route));
    return KC_OK;
}

std::optional<RouteMatch> Routes::match(sv path) const
{
    for (const Route& route : _routes)
    {
        const std::size_t at = findSegments(path, route.path);
        if (at != sv::npos)
            return RouteMatch{&route, path.substr(0, at), path.substr(at + route.path.size())};
    }
    return std::nullopt;
}

} // namespace kc::httpd
