// SPDX-License-Identifier: Apache-2.0
// DRAFT kc.program/1 in C++: a one-shot command line tool as a module.
#pragma once

#include <kc/abi/draft/program.h>
#include <kc/module.hpp>

namespace kc::inline sdk1
{

class Program : public Service
{
public:
    static constexpr sv kInterface = KC_PROGRAM;

    /// The process ends with `exitCode`. arguments[0] is the program's name.
    virtual Status run(Context&, const kc_str* arguments, std::uint32_t count,
                       std::int32_t& exitCode) = 0;

    static const kc_program& table()
    {
        static constexpr kc_program kTable{sizeof(kc_program), Thunk<&Program::run>::call};
        return kTable;
    }
};

} // namespace kc::inline sdk1
