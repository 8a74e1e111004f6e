// SPDX-License-Identifier: Apache-2.0
// A module's code in this process and its checked descriptor. Never unloaded.
#pragma once

#include <kc/descriptor/ModuleNote.h>
#include <kc/descriptor/OptionSchema.h>

#include <kc/abi/module.h>

#include <memory>
#include <string>

namespace kc::kernel
{
using namespace descriptor;

class LoadedModule
{
public:
    /// Null when it is no module that this kernel can run; `wrong` says why.
    static std::unique_ptr<LoadedModule> open(const std::string& path, const ModuleNote& note,
                                              std::string& wrong);

    /// The descriptor, widened or narrowed to our size.
    const kc_module& descriptor() const { return _descriptor; }

    const OptionSchema& schema() const { return _schema; }

private:
    explicit LoadedModule(const kc_module& theirs);
    std::string fault(const ModuleNote& note) const;

    kc_module _descriptor{};
    OptionSchema _schema;
};

} // namespace kc::kernel
