// SPDX-License-Identifier: Apache-2.0
// loginname_format: how a login is put together of a user's name (%u) and a company's (%c), and
// taken apart again. Pure.
#pragma once

#include <kc/status.hpp>

#include <optional>
#include <string>

namespace kc::directory
{

class LoginFormat
{
public:
    struct Parts
    {
        sv user, company;
    };

    /// Nothing if there is no %u, nothing between %u and %c, or a "=" in it.
    static std::optional<LoginFormat> parse(sv text);

    bool hasCompany() const { return _hasCompany; }

    /// The first place where the text between %u and %c stands divides. Nothing if the text is not
    /// of this form, or one of the names is empty. Borrows from `login`.
    std::optional<Parts> split(sv login) const;

    /// False for a name in which the dividing text stands: it could not be found again.
    bool mayName(sv name) const { return !_hasCompany || name.find(_middle) == sv::npos; }

    std::string join(sv user, sv company) const;

private:
    std::string _begin, _middle, _end;
    bool _hasCompany = false, _isCompanyFirst = false;
};

} // namespace kc::directory
