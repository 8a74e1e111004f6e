// SPDX-License-Identifier: Apache-2.0
#include "ArgumentReader.h"

namespace kc::jmap
{

const Json* ArgumentReader::take(const char* name)
{
    _taken.insert(name);
    const auto found = _arguments.find(name);
    return found == _arguments.end() || found->is_null() ? nullptr : &*found;
}

void ArgumentReader::wrong(const char* name)
{
    if (_wrong.empty())
        _wrong = name;
}

std::string ArgumentReader::requireText(const char* name)
{
    auto value = text(name);
    if (!value)
        wrong(name);
    return value.value_or("");
}

std::optional<std::string> ArgumentReader::text(const char* name)
{
    const Json* const value = take(name);
    if (value == nullptr)
        return std::nullopt;
    if (!value->is_string())
    {
        wrong(name);
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::optional<Ids> ArgumentReader::texts(const char* name)
{
    const Json* const value = array(name);
    if (value == nullptr)
        return std::nullopt;
    Ids all;
    for (const Json& item : *value)
    {
        if (!item.is_string())
        {
            wrong(name);
            return std::nullopt;
        }
        all.push_back(item.get<std::string>());
    }
    return all;
}

std::int64_t ArgumentReader::integer(const char* name, std::int64_t otherwise)
{
    // RFC 8620 §1.3: Int is within ±(2^53 - 1).
    constexpr std::int64_t kMost = (std::int64_t{1} << 53) - 1;
    const Json* const value = take(name);
    if (value == nullptr)
        return otherwise;
    if (!value->is_number_integer() ||
        (value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{kMost}) ||
        value->get<std::int64_t>() < -kMost)
    {
        wrong(name);
        return otherwise;
    }
    return value->get<std::int64_t>();
}

std::optional<std::uint64_t> ArgumentReader::unsignedInteger(const char* name)
{
    const std::int64_t value = integer(name, -1);
    if (value >= 0)
        return static_cast<std::uint64_t>(value);
    if (take(name) != nullptr)
        wrong(name);
    return std::nullopt;
}

bool ArgumentReader::flag(const char* name)
{
    const Json* const value = take(name);
    if (value != nullptr && !value->is_boolean())
        wrong(name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

const Json* ArgumentReader::object(const char* name)
{
    const Json* const value = take(name);
    if (value == nullptr || value->is_object())
        return value;
    wrong(name);
    return nullptr;
}

const Json* ArgumentReader::array(const char* name)
{
    const Json* const value = take(name);
    if (value == nullptr || value->is_array())
        return value;
    wrong(name);
    return nullptr;
}

std::optional<MethodError> ArgumentReader::finish() const
{
    if (!_wrong.empty())
        return MethodError{"invalidArguments", _wrong};
    for (auto argument = _arguments.begin(); argument != _arguments.end(); ++argument)
        if (!_taken.contains(argument.key()))
            return MethodError{"invalidArguments", argument.key() + " is not known"};
    return std::nullopt;
}

} // namespace kc::jmap
