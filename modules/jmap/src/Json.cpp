// SPDX-License-Identifier: Apache-2.0
#include "Json.h"

#include <vector>

namespace kc::jmap
{

namespace
{

/// What the parser tells becomes a value; false ends it.
class Builder
{
public:
    Json take() { return std::move(_root); }

    bool null() { return put(nullptr); }

    bool boolean(bool value) { return put(value); }

    bool number_integer(Json::number_integer_t value) { return put(value); }

    bool number_unsigned(Json::number_unsigned_t value) { return put(value); }

    bool number_float(Json::number_float_t value, const std::string&) { return put(value); }

    bool string(std::string& value) { return put(std::move(value)); }

    bool binary(Json::binary_t&) { return false; } // not in JSON

    bool start_object(std::size_t) { return enter(Json::value_t::object); }

    bool start_array(std::size_t) { return enter(Json::value_t::array); }

    bool end_object() { return leave(); }

    bool end_array() { return leave(); }

    /// RFC 7493 §2.3: a name stands in an object once.
    bool key(std::string& name)
    {
        const auto [member, isNew] = _open.back()->emplace(std::move(name), nullptr);
        _member = &*member;
        return isNew;
    }

    bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

private:
    template <class Value>
    Json& place(Value&& value)
    {
        if (_open.empty())
            return _root = Json(std::forward<Value>(value));
        if (_open.back()->is_array())
            return _open.back()->emplace_back(std::forward<Value>(value));
        return *_member = Json(std::forward<Value>(value));
    }

    template <class Value>
    bool put(Value&& value)
    {
        place(std::forward<Value>(value));
        return true;
    }

    bool enter(Json::value_t kind)
    {
        if (_open.size() == kMaxJsonDepth)
            return false;
        _open.push_back(&place(kind));
        return true;
    }

    bool leave()
    {
        _open.pop_back();
        return true;
    }

    Json _root;
    std::vector<Json*> _open; // none moves: nothing is added beside one that is open
    Json* _member = nullptr;  // of the innermost object: where its next value goes
};

} // namespace

std::optional<Json> parseJson(sv text)
{
    Builder builder;
    if (!Json::sax_parse(text.begin(), text.end(), &builder))
        return std::nullopt;
    return builder.take();
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
