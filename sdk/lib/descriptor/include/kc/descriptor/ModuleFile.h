// SPDX-License-Identifier: Apache-2.0
// A module as it lies on the disk: its note, or why the server would not take the file. Nothing of
// it runs. The server and the tools read it here, so that both refuse it in the same words.
#pragma once

#include <kc/descriptor/ModuleNote.h>

#include <string>
#include <sys/stat.h>

namespace kc::descriptor
{

struct ModuleFile
{
    static constexpr std::size_t kBytesLimit = 1024UL * 1024 * 1024;

    ModuleNote note; // of a refused file: for messages; its id is the file's name if there is none
    std::string path;
    std::string refusal; // why it cannot be used; empty: it can

    static ModuleFile read(const std::string& path);
};

/// A module is as trusted as the server: only root or we ourselves may have put it, or its
/// directory, there. Empty when it is so.
std::string trustFault(const struct stat& state);

} // namespace kc::descriptor
