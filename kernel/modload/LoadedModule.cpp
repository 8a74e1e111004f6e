// SPDX-License-Identifier: Apache-2.0
#include "LoadedModule.h"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>

namespace kc::kernel
{

std::unique_ptr<LoadedModule> LoadedModule::open(const std::string& path, const ModuleNote& note,
                                                 std::string& wrong)
{
    const auto refuse = [&](std::string why)
    {
        wrong = std::move(why);
        return nullptr;
    };
    // NODELETE: threads and exit handlers of libraries that it brings may outlive any dlclose.
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
    {
        const char* const why = dlerror();
        return refuse(why == nullptr ? "dlopen failed" : why);
    }
    const auto entry = reinterpret_cast<kc_module_entry_fn>(dlsym(library, KC_MODULE_ENTRY));
    if (entry == nullptr)
        return refuse("exports no " KC_MODULE_ENTRY);
    const kc_module* const theirs = entry();
    constexpr std::size_t kSmallest = offsetof(kc_module, query) + sizeof(theirs->query);
    if (theirs == nullptr || theirs->size < kSmallest)
        return refuse("its descriptor is too small");
    std::unique_ptr<LoadedModule> loaded{new LoadedModule{*theirs}};
    wrong = loaded->fault(note);
    return wrong.empty() ? std::move(loaded) : nullptr;
}

LoadedModule::LoadedModule(const kc_module& theirs)
{
    std::memcpy(&_descriptor, &theirs, std::min<std::size_t>(theirs.size, sizeof _descriptor));
    _descriptor.size = sizeof _descriptor;
    if (_descriptor.options != nullptr && _descriptor.option_stride > 0)
        _schema = {_descriptor.options, _descriptor.n_options, _descriptor.option_stride};
}

std::string LoadedModule::fault(const ModuleNote& note) const
{
    if (text(_descriptor.id) != note.id)
        return "its descriptor says id " + std::string{text(_descriptor.id)} + ", its note " +
               note.id;
    if (_descriptor.abi_major != KC_ABI_MAJOR || _descriptor.abi_minimum > KC_ABI_MINOR)
        return "its descriptor asks for SDK " + std::to_string(_descriptor.abi_major) + "." +
               std::to_string(_descriptor.abi_minimum);
    if (_descriptor.create == nullptr || _descriptor.destroy == nullptr)
        return "its descriptor has no create() or destroy()";
    return _schema.fault();
}

} // namespace kc::kernel
