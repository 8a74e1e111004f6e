// SPDX-License-Identifier: Apache-2.0
// How a command ends badly: a line on standard error, and an exit code. Thrown where nothing more
// can be done, caught in Cli alone.
#pragma once

#include <stdexcept>
#include <string>

namespace kc::cli
{

/// Exit code 1.
class Failure : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Exit code 1 too: the server cannot answer now. Whoever does many things stops at the first.
class Unavailable : public Failure
{
public:
    using Failure::Failure;
};

/// The command line is no sentence: usage and exit code 2.
class UsageError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace kc::cli
