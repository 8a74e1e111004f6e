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
    /// Of each kind; a file of rubbish does not fill the log.
    static constexpr std::size_t kLimit = 200;

    void error(std::string text) { add(_errors, std::move(text)); }

    void warning(std::string text) { add(_warnings, std::move(text)); }

    bool hasErrors() const { return !_errors.empty(); }

    const std::vector<std::string>& errors() const { return _errors; }

    const std::vector<std::string>& warnings() const { return _warnings; }

private:
    static void add(std::vector<std::string>& list, std::string text)
    {
        if (list.size() < kLimit)
            list.push_back(std::move(text));
        else if (list.size() == kLimit)
            list.emplace_back("there is more; it is shown once these are mended");
    }

    std::vector<std::string> _errors;
    std::vector<std::string> _warnings;
};

} // namespace kc::descriptor
