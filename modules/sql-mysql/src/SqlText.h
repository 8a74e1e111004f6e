// SPDX-License-Identifier: Apache-2.0
// kc.sql's texts in the server's words: `?1` becomes `?` with a note of which parameter it is, and
// a step of several statements is taken apart. Texts are the modules' own, never a client's.
#pragma once

#include <kc/status.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kc::mysql
{

struct SqlText
{
    std::string text;
    std::vector<std::uint32_t> places; // of each `?`, the parameter that it stands for, from 0
    std::uint32_t parameters = 0;      // that a caller has to give
};

/// A `?` alone counts on from the highest before it, as in SQLite.
SqlText translate(sv sql);

/// The statements that a text has, without their `;`.
std::vector<std::string> statementsOf(sv sql);

} // namespace kc::mysql
