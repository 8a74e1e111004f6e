// SPDX-License-Identifier: Apache-2.0
// Registration happens at start, so a linear search for a known text is cheap enough.
#include <kc/sqlengine/StatementList.h>

#include <algorithm>

namespace kc::sqlengine
{

std::int32_t StatementList::add(std::string_view text)
{
    const std::lock_guard lock{_mutex};
    const auto known = std::find(_texts.begin(), _texts.end(), text);
    const auto number = static_cast<std::int32_t>(known - _texts.begin());
    if (known == _texts.end())
        _texts.emplace_back(text);
    return number;
}

const std::string* StatementList::find(std::int32_t number) const
{
    const std::lock_guard lock{_mutex};
    if (number < 0 || static_cast<std::size_t>(number) >= _texts.size())
        return nullptr;
    return &_texts[static_cast<std::size_t>(number)];
}

} // namespace kc::sqlengine
