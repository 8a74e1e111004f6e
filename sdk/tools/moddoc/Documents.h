// SPDX-License-Identifier: Apache-2.0
// The documents that option tables give: one function a kind of file, from facts to its whole text.
#pragma once

#include "Facts.h"

namespace kc::moddoc
{

/// A cfg file and the modules whose options may stand in it.
struct ConfigFile
{
    std::string program; // "server"; empty: a file of a module
    std::string name;    // "server.cfg"
    std::string page;    // "kopano-server.cfg": its page in section 5
    std::string subject; // "the KC mail server"
    std::vector<const ModuleFacts*> modules;
};

/// A page of section 5 for a cfg file.
std::string manPage(const ConfigFile& file);
/// The file itself, with every option commented out.
std::string exampleFile(const ConfigFile& file);
/// Everything as Markdown tables.
std::string optionTables(const std::vector<ConfigFile>& files);
/// Which module and package serves what; rows of `old` for options that nobody serves stay, and
/// those of `planned` for modules that are not there.
std::string catalogue(const std::vector<ModuleFacts>& modules, const std::string& old,
                      const std::string& planned);
/// A bash completion for the programs that have the option tables.
std::string completion(const std::vector<ConfigFile>& files);

} // namespace kc::moddoc
