// SPDX-License-Identifier: Apache-2.0
#include "PropertyText.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

constexpr std::size_t kMaxText = 1024;

bool isControl(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7F;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isLine(const std::string& text)
{
    return text.size() <= kMaxText && std::none_of(text.begin(), text.end(), isControl);
}

} // namespace

bool isWord(const std::string& text)
{
    return !text.empty() && isLine(text) && std::none_of(text.begin(), text.end(), isBlank);
}

bool readLine(const Json& value, std::string& to)
{
    to.clear();
    if (value.is_null())
        return true;
    if (!value.is_string() || !isLine(value.get_ref<const std::string&>()))
        return false;
    to = value.get<std::string>();
    return true;
}

} // namespace kc::jmap
