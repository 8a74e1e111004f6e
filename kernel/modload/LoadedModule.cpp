// SPDX-License-Identifier: Apache-2.0
#include "LoadedModule.h"

#include <kc/note.hpp>

#include <algorithm>
#include <cstring>
#include <dlfcn.h>

namespace kc::kernel
{
namespace
{

std::string loaderFault()
{
    constexpr sv kAbsent = ": cannot open shared object file";
    const char* const why = dlerror();
    std::string text = why == nullptr ? "dlopen failed" : why;
    const std::size_t end = text.find(kAbsent);
    if (end != std::string::npos)
        text = "needs the library " + text.substr(0, end) +
               ", which is not installed; install the package that has it";
    return text;
}

} // namespace

std::unique_ptr<LoadedModule> LoadedModule::open(const std::string& path, const ModuleNote& note,
                                                 std::string& wrong)
{
    const auto refuse = [&](std::string why)
    {
        wrong = std::move(why);
        return nullptr;
    };
    // The one thing that is global: extension modules of Python refer to it without saying so.
    if (!note.needsGlobal.empty() &&
        dlopen(note.needsGlobal.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE) == nullptr)
        return refuse(loaderFault());
    // NODELETE: threads and exit handlers of libraries that it brings may outlive any dlclose.
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr)
        return refuse(loaderFault());
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
    _schema = {_descriptor.options, _descriptor.n_options, _descriptor.option_stride};
}

/// What the kernel has decided on is the note; the code must be what the note says.
std::string LoadedModule::fault(const ModuleNote& note) const
{
    if (std::string wrong = _schema.fault(); !wrong.empty())
        return wrong;
    kc_module rendered = _descriptor;
    rendered.options = _schema.rows().data(); // in our stride
    rendered.n_options = static_cast<std::uint32_t>(_schema.rows().size());
    note::Writer counter;
    note::render(counter, rendered);
    std::string text(counter.n, '\0');
    note::Writer writer{text.data(), 0};
    note::render(writer, rendered);
    std::string wrong;
    const auto own = ModuleNote::parse(text, wrong);
    if (own)
        wrong = note.difference(*own);
    if (!wrong.empty())
        return "its code and its note differ: " + wrong + "; reinstall it";
    if (_descriptor.create == nullptr || _descriptor.destroy == nullptr)
        return "its descriptor has no create() or destroy()";
    return {};
}

} // namespace kc::kernel
