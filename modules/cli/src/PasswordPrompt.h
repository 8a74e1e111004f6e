// SPDX-License-Identifier: Apache-2.0
// Asks for a password without showing it.
#pragma once

#include <string>

namespace kc::cli
{

/// From the terminal with the echo off, or a line of standard input if that is no terminal. Throws
/// Failure at its end.
std::string promptPassword(const std::string& user);

} // namespace kc::cli
