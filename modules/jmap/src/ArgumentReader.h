// SPDX-License-Identifier: Apache-2.0
// Takes a method's arguments one by one and remembers the first thing that is wrong, so that a
// method reads all of them and then asks once.
#pragma once

#include "MethodError.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kc::jmap
{

using Ids = std::vector<std::string>;

class ArgumentReader
{
public:
    explicit ArgumentReader(const Json& arguments) : _arguments{arguments} {}

    std::string requireText(const char* name);
    std::optional<std::string> text(const char* name);
    std::optional<Ids> texts(const char* name);
    std::int64_t integer(const char* name, std::int64_t otherwise);
    std::optional<std::uint64_t> unsignedInteger(const char* name);
    bool flag(const char* name);
    /// Null if absent.
    const Json* object(const char* name);
    const Json* array(const char* name);

    /// invalidArguments if any was, also one that nobody asked for.
    std::optional<MethodError> finish() const;

private:
    const Json* take(const char* name);
    void wrong(const char* name);

    const Json& _arguments;
    std::set<std::string> _taken;
    std::string _wrong;
};

} // namespace kc::jmap
