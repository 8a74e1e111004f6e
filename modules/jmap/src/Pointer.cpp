// SPDX-License-Identifier: Apache-2.0
#include "Pointer.h"

#include <charconv>

namespace kc::jmap
{

namespace
{

const Json* itemAt(const Json& array, sv token)
{
    std::size_t index = 0;
    const auto [end, failed] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool isNumber = failed == std::errc{} && end == token.data() + token.size() &&
                          (token.size() == 1 || token.front() != '0');
    return isNumber && index < array.size() ? &array[index] : nullptr;
}

const Json* memberAt(const Json& value, const std::string& token)
{
    if (value.is_array())
        return itemAt(value, token);
    if (!value.is_object())
        return nullptr;
    const auto found = value.find(token);
    return found == value.end() ? nullptr : &*found;
}

/// The values that are pointed to so far: one, or after a "*" any number.
class Places
{
public:
    explicit Places(const Json& document) : _values{&document} {}

    bool follow(const std::string& token)
    {
        std::vector<const Json*> next;
        for (const Json* value : _values)
        {
            if (token == "*" && value->is_array())
            {
                _isMapped = true;
                for (const Json& item : *value)
                    next.push_back(&item);
                continue;
            }
            const Json* const member = memberAt(*value, token);
            if (member == nullptr)
                return false;
            next.push_back(member);
        }
        _values = std::move(next);
        return true;
    }

    std::optional<Json> copy(std::size_t& budget) const
    {
        for (const Json* value : _values)
        {
            const auto weight = weigh(*value, budget);
            if (!weight)
                return std::nullopt;
            budget -= *weight;
        }
        if (!_isMapped)
            return *_values.front();
        Json all = Json::array();
        for (const Json* value : _values)
        {
            if (value->is_array()) // an array among the results adds its items
                all.insert(all.end(), value->begin(), value->end());
            else
                all.push_back(*value);
        }
        return all;
    }

private:
    std::vector<const Json*> _values;
    bool _isMapped = false;
};

} // namespace

std::optional<std::string> unescapePointerToken(sv token)
{
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i)
    {
        if (token[i] != '~')
        {
            text.push_back(token[i]);
            continue;
        }
        const char next = i + 1 < token.size() ? token[i + 1] : '\0';
        if (next != '0' && next != '1')
            return std::nullopt;
        text.push_back(next == '0' ? '~' : '/');
        ++i;
    }
    return text;
}

std::optional<Json> resolvePointer(const Json& document, sv path, std::size_t& budget)
{
    if (!path.empty() && path.front() != '/')
        return std::nullopt;
    Places places{document};
    while (!path.empty())
    {
        path.remove_prefix(1);
        const sv token = path.substr(0, path.find('/'));
        path.remove_prefix(token.size());
        const auto name = unescapePointerToken(token);
        if (!name || !places.follow(*name))
            return std::nullopt;
    }
    return places.copy(budget);
}

} // namespace kc::jmap
