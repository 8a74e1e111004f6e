// SPDX-License-Identifier: Apache-2.0
#include <kc/descriptor/JsonText.h>

#include <kc/descriptor/Words.h>

#include <array>
#include <cstdio>

namespace kc::descriptor
{
namespace
{

/// RFC 8259 §7: quotation mark, reverse solidus and control characters are escaped.
std::string escaped(char c)
{
    if (c == '"' || c == '\\')
        return std::string{'\\', c};
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
    return code.data();
}

} // namespace

std::string jsonText(sv text)
{
    std::string json = "\"";
    while (!text.empty())
    {
        const char first = text.front();
        const std::size_t length = utf8Length(text);
        if (length == 0)
            json += "\\ufffd";
        else if (first == '"' || first == '\\' || (first >= 0 && first < 0x20))
            json += escaped(first);
        else
            json += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return json + "\"";
}

std::string jsonText(const char* text)
{
    return text == nullptr ? "null" : jsonText(sv{text});
}

std::string jsonText(const std::string& text)
{
    return jsonText(sv{text});
}

std::string jsonList(const std::vector<std::string>& texts)
{
    std::vector<std::string> items;
    for (const std::string& each : texts)
        items.push_back(jsonText(each));
    return "[" + joined(items) + "]";
}

JsonObject& JsonObject::add(sv key, sv json)
{
    _members.push_back(jsonText(key) + ": " + std::string{json});
    return *this;
}

std::string JsonObject::line() const
{
    return "{" + joined(_members) + "}";
}

std::string JsonObject::lines(std::size_t indent) const
{
    const std::string begin = "\n" + std::string(indent, ' ');
    return _members.empty()
               ? "{}"
               : "{" + begin + "  " + joined(_members, "," + begin + "  ") + begin + "}";
}

} // namespace kc::descriptor
