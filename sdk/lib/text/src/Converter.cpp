// SPDX-License-Identifier: Apache-2.0
#include "Converter.h"

#include <algorithm>

namespace kc::text
{

namespace
{

// Longest name that is asked for: IANA's longest has 45 characters.
constexpr std::size_t kLongestName = 60;

struct Upgrade
{
    std::string_view name; // in small letters
    const char* charset;
};

// What senders mean by these names is the larger charset; the WHATWG encoding standard reads them
// so.
constexpr std::array kUpgrades{
    Upgrade{"iso-8859-1", "windows-1252"},    Upgrade{"iso8859-1", "windows-1252"},
    Upgrade{"iso_8859-1", "windows-1252"},    Upgrade{"latin1", "windows-1252"},
    Upgrade{"iso-8859-9", "windows-1254"},    Upgrade{"gb2312", "gb18030"},
    Upgrade{"gb_2312-80", "gb18030"},         Upgrade{"gbk", "gb18030"},
    Upgrade{"ks_c_5601-1987", "windows-949"}, Upgrade{"euc-kr", "windows-949"},
    Upgrade{"iso-8859-8-i", "iso-8859-8"},    Upgrade{"unicode-1-1-utf-7", "utf-7"},
};

// ICU takes options and file names in the names of charsets; those of mail have none.
bool isName(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= kLongestName &&
           std::all_of(name.begin(), name.end(),
                       [](char c)
                       {
                           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                  (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == ':' ||
                                  c == '+';
                       });
}

std::string icuName(std::string_view charset)
{
    std::string name{charset};
    for (char& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const Upgrade& upgrade : kUpgrades)
        if (name == upgrade.name)
            return upgrade.charset;
    return name;
}

} // namespace

std::unique_ptr<Converter> Converter::open(std::string_view charset)
{
    if (!isName(charset))
        return nullptr;
    UErrorCode error = U_ZERO_ERROR;
    Handle from{ucnv_open(icuName(charset).c_str(), &error)};
    Handle to{ucnv_open("UTF-8", &error)};
    if (U_FAILURE(error))
        return nullptr;
    return std::unique_ptr<Converter>(new Converter(std::move(from), std::move(to)));
}

void Converter::rewind() noexcept
{
    _source = _target = _pivot.data();
}

void Converter::finish(std::string& utf8)
{
    convert("", utf8, true);
    ucnv_reset(_from.get());
    ucnv_reset(_to.get());
    rewind();
}

void Converter::convert(std::string_view octets, std::string& utf8, UBool flush)
{
    std::array<char, 4096> buffer;
    const char* source = octets.data();
    const char* const sourceEnd = source + octets.size();
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR)
    {
        error = U_ZERO_ERROR;
        char* target = buffer.data();
        ucnv_convertEx(_to.get(), _from.get(), &target, buffer.data() + buffer.size(), &source,
                       sourceEnd, _pivot.data(), &_source, &_target, _pivot.data() + _pivot.size(),
                       false, flush, &error);
        utf8.append(buffer.data(), target);
    }
    if (U_FAILURE(error)) // truncated at the end: nothing else is left with substituting callbacks
        utf8.append("\xEF\xBF\xBD");
}

} // namespace kc::text
