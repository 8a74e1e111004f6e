// SPDX-License-Identifier: Apache-2.0
// What modules exist in the world, installed or not: the text files `catalogue` of the module
// directories. Lines of words separated by tabs:
//   option    PROGRAM  NAME    MODULE or -  PACKAGE
//   answer    SLOT=KEY MODULE  PACKAGE
//   provides  IFACE    MODULE  PACKAGE
// Written by kc-moddoc and by packagers; read for messages, and to accept options of the manual
// that nothing implements yet (module "-").
#pragma once

#include <kc/status.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kc::descriptor
{

class Catalogue
{
public:
    static constexpr std::size_t kFileLimit = 4 * 1024 * 1024;

    /// Adds a directory's file; none is fine.
    void addFile(const std::string& path);
    void addText(sv text);

    /// The module of an option, "-" when none implements it; null when the name is not known.
    const std::string* moduleOf(sv program, sv option) const;
    /// Modules that answer "slot=key", and modules that offer an interface.
    const std::vector<std::string>& answering(sv slotKey) const;
    const std::vector<std::string>& providing(sv iface) const;
    /// Keys that a slot is known to have, with their modules: "db (user-db)".
    std::vector<std::pair<std::string, std::string>> keysOf(sv slot) const;
    std::vector<std::string> optionsOf(sv program) const;
    std::vector<std::string> programs() const;
    /// Empty when it is not known.
    std::string packageOf(sv module) const;
    /// "; install package X", or nothing.
    std::string installHint(sv module) const;

private:
    void addLine(const std::vector<std::string>& fields);

    std::map<std::pair<std::string, std::string>, std::string> _options;
    std::map<std::string, std::vector<std::string>, std::less<>> _answers;
    std::map<std::string, std::vector<std::string>, std::less<>> _provides;
    std::map<std::string, std::string, std::less<>> _packages;
};

} // namespace kc::descriptor
