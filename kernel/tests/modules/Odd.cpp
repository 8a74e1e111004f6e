// SPDX-License-Identifier: Apache-2.0
// A module that does nothing and is wrong in one way; each build of it in another (CMakeLists.txt).
#include <kc/module.hpp>

#ifndef ODD_MAJOR
#define ODD_MAJOR KC_ABI_MAJOR
#endif
#ifndef ODD_MINIMUM
#define ODD_MINIMUM 0
#endif
#ifndef ODD_OPTION
#define ODD_OPTION "odd_word"
#endif
#ifndef ODD_DEFAULT
#define ODD_DEFAULT ""
#endif
#ifndef ODD_PROVIDES
#define ODD_PROVIDES ""
#endif
#ifndef ODD_NOTED_PROVIDES // what the note says instead
#define ODD_NOTED_PROVIDES ODD_PROVIDES
#endif
#ifndef ODD_NEEDS
#define ODD_NEEDS ""
#endif
#ifndef ODD_NEEDS_GLOBAL
#define ODD_NEEDS_GLOBAL ""
#endif
#ifdef ODD_LIBRARY
extern "C" int odd_number();
#endif
#ifdef ODD_PYTHON
#include <dlfcn.h>
#endif

namespace
{

constexpr auto kOptions =
    kc::opt::table(kc::opt::str(ODD_OPTION).def(ODD_DEFAULT).help("Nothing."));

class Odd final : public kc::Module
{
public:
    explicit Odd(const kc::Init& init) : Module{init}
    {
#ifdef ODD_LIBRARY
        const int number = odd_number();
#ifdef ODD_SAYS_NUMBER
        throw kc::error(KC_EUNAVAIL, "number " + std::to_string(number));
#endif
        (void)number;
#endif
#ifdef ODD_PYTHON
        if (dlsym(RTLD_DEFAULT, "Py_GetVersion") == nullptr)
            throw kc::error(KC_EUNAVAIL, "no Python among the global symbols");
#endif
    }
};

constexpr kc_module make(const char* provides)
{
    kc_module made = kc::describe<Odd>({.id = ODD_ID,
                                        .version = "1.0",
                                        .summary = "Is wrong in one way",
                                        .programs = "server",
                                        .answers = "odd=" ODD_ID,
                                        .provides = provides,
                                        .needs = ODD_NEEDS,
                                        .needs_global = ODD_NEEDS_GLOBAL},
                                       kOptions);
    made.abi_major = ODD_MAJOR;
    made.abi_minor = ODD_MINIMUM;
    made.abi_minimum = ODD_MINIMUM;
    return made;
}

constexpr kc_module kModule = make(ODD_PROVIDES);

#ifndef ODD_NO_NOTE
constexpr kc_module kNoted = make(ODD_NOTED_PROVIDES);
__attribute__((used, retain, section(KC_NOTE_SECTION))) constexpr auto kNote =
    kc::note::make<kc::note::length(kNoted)>(kNoted);
#endif

} // namespace

extern "C" __attribute__((visibility("default"))) const kc_module* kc_module_entry();

const kc_module* kc_module_entry()
{
    return &kModule;
}
