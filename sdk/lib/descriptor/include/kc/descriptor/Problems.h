// SPDX-License-Identifier: Apache-2.0
// What is wrong with a configuration, collected so that the admin sees all of it in one run.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kc::descriptor
{

class Problems
{
public:
    void error(std::string text)
    {
        _errors.push_back(std::move(text));
    }

    void warning(std::string text)
    {
        _warnings.push_back(std::move(text));
    }

    bool hasErrors() const
    {
        return !_errors.empty();
    }

    const std::vector<std::string>& errors() const
    {
        return _errors;
    }

    const std::vector<std::string>& warnings() const
    {
        return _warnings;
    }

private:
    std::vector<std::string> _errors;
    std::vector<std::string> _warnings;
};

} // namespace kc::descriptor
