// SPDX-License-Identifier: Apache-2.0
#include "StoreName.h"

namespace kc::directory
{

bool isStoreNameFormat(sv format)
{
    for (std::size_t at = format.find('%'); at != sv::npos; at = format.find('%', at + 2))
        if (at + 1 == format.size() || sv{"ufc"}.find(format[at + 1]) == sv::npos)
            return false;
    return !format.empty();
}

std::string storeName(sv format, sv login, sv fullname, sv company)
{
    std::string name;
    for (std::size_t i = 0; i < format.size(); ++i)
    {
        if (format[i] != '%')
        {
            name += format[i];
            continue;
        }
        switch (format[++i])
        {
        case 'u':
            name += login;
            break;
        case 'f':
            name += fullname.empty() ? login : fullname;
            break;
        default:
            name += company;
        }
    }
    return name;
}

} // namespace kc::directory
