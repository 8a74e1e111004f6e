// SPDX-License-Identifier: Apache-2.0
#include "LoginFormat.h"

#include <algorithm>

namespace kc::directory
{

std::optional<LoginFormat> LoginFormat::parse(sv text)
{
    const std::size_t user = text.find("%u"), company = text.find("%c");
    if (user == sv::npos || text.find('=') != sv::npos)
        return std::nullopt;
    LoginFormat format;
    if (company == sv::npos)
        return format;
    format._hasCompany = true;
    format._isCompanyFirst = company < user;
    const std::size_t first = std::min(user, company), second = std::max(user, company);
    format._begin = text.substr(0, first);
    format._middle = text.substr(first + 2, second - first - 2);
    format._end = text.substr(second + 2);
    if (format._middle.empty())
        return std::nullopt;
    return format;
}

std::optional<LoginFormat::Parts> LoginFormat::split(sv login) const
{
    if (!_hasCompany)
        return std::nullopt;
    if (login.size() < _begin.size() + _end.size() || !login.starts_with(_begin) ||
        !login.ends_with(_end))
        return std::nullopt;
    login = login.substr(_begin.size(), login.size() - _begin.size() - _end.size());
    const std::size_t place = login.find(_middle);
    if (place == sv::npos)
        return std::nullopt;
    Parts parts{login.substr(0, place), login.substr(place + _middle.size())};
    if (_isCompanyFirst)
        std::swap(parts.user, parts.company);
    if (parts.user.empty() || parts.company.empty())
        return std::nullopt;
    return parts;
}

std::string LoginFormat::join(sv user, sv company) const
{
    if (!_hasCompany)
        return std::string{user};
    std::string login = _begin;
    login += _isCompanyFirst ? company : user;
    login += _middle;
    login += _isCompanyFirst ? user : company;
    return login += _end;
}

} // namespace kc::directory
