// SPDX-License-Identifier: Apache-2.0
// Just enough JSON to write reports with (RFC 8259): no library comes into tools by it.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kc::descriptor
{

/// A string in quotation marks; what is not UTF-8 becomes U+FFFD.
std::string jsonText(sv text);
/// null for a null pointer.
std::string jsonText(const char* text);
std::string jsonText(const std::string& text);
std::string jsonList(const std::vector<std::string>& texts);

/// The members of an object, in the order in which they are added.
class JsonObject
{
public:
    /// `json` is JSON already.
    JsonObject& add(sv key, sv json);

    JsonObject& add(sv key, std::int64_t number) { return add(key, sv{std::to_string(number)}); }

    /// In one line, or with each member on a line of its own, `indent` blanks from the left.
    std::string line() const;
    std::string lines(std::size_t indent) const;

private:
    std::vector<std::string> _members;
};

} // namespace kc::descriptor
