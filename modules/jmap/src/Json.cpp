// SPDX-License-Identifier: Apache-2.0
#include "Json.h"

#include <set>
#include <vector>

namespace kc::jmap
{

namespace
{

/// Leaves the parser; never leaves this file.
struct NotIJson
{
};

class NameGuard
{
public:
    void onEvent(Json::parse_event_t event, const Json& parsed)
    {
        switch (event)
        {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
            if (_names.size() == kMaxJsonDepth)
                throw NotIJson{};
            _names.emplace_back();
            break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end:
            _names.pop_back();
            break;
        case Json::parse_event_t::key:
            // RFC 7493 §2.3: a name stands in an object once.
            if (!_names.back().insert(parsed.get<std::string>()).second)
                throw NotIJson{};
            break;
        case Json::parse_event_t::value:
            break;
        }
    }

private:
    std::vector<std::set<std::string>> _names;
};

} // namespace

std::optional<Json> parseJson(sv text)
{
    NameGuard guard;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed)
    {
        guard.onEvent(event, parsed);
        return true;
    };
    try
    {
        Json value = Json::parse(text.begin(), text.end(), watch, false);
        if (value.is_discarded())
            return std::nullopt;
        return value;
    }
    catch (const NotIJson&)
    {
        return std::nullopt;
    }
}

std::string render(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::size_t> weigh(const Json& value, std::size_t limit)
{
    struct Item
    {
        const Json* value;
        std::size_t depth;
    };

    constexpr std::size_t kNode = 32;
    std::vector<Item> open{{&value, 1}};
    std::size_t weight = 0;
    while (!open.empty())
    {
        const Item item = open.back();
        open.pop_back();
        weight += kNode;
        if (item.value->is_string())
            weight += item.value->get_ref<const std::string&>().size();
        if (weight > limit || item.depth > kMaxJsonDepth)
            return std::nullopt;
        if (!item.value->is_structured())
            continue;
        for (auto child = item.value->begin(); child != item.value->end(); ++child)
        {
            if (item.value->is_object())
                weight += child.key().size();
            open.push_back({&*child, item.depth + 1});
        }
    }
    return weight;
}

std::string fingerprint(sv text)
{
    // FNV-1a: a fingerprint for comparing states, no protection against anybody.
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    constexpr sv kDigits = "0123456789abcdef";
    std::string word;
    for (int shift = 60; shift >= 0; shift -= 4)
        word.push_back(kDigits[(hash >> shift) & 15]);
    return word;
}

} // namespace kc::jmap
