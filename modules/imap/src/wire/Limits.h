// SPDX-License-Identifier: Apache-2.0
// Bounds of what a client may send (design: every parser is bounded). Over a limit the command is
// refused and the connection stays usable, unless skipping what follows would cost too much.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kc::imap
{

struct CommandLimits
{
    std::size_t lineBytes;      ///< text of a command outside of its literals
    std::size_t literalBytes;   ///< one literal, but for APPEND's message
    std::size_t commandBytes;   ///< text and literals together
    std::uint64_t messageBytes; ///< APPEND's messages together; 0: no command has any
    std::uint64_t skipBytes;    ///< longest refused non-synchronizing literal that is skipped
};

/// A string grows by doubling: 32 KiB of command keep a connection below 64 KiB before login.
inline constexpr CommandLimits kLimitsBeforeLogin{32 * 1024, 16 * 1024, 32 * 1024, 0, 64 * 1024};

constexpr CommandLimits limitsAfterLogin(std::uint64_t messageBytes)
{
    return {64 * 1024, 128 * 1024, 256 * 1024, messageBytes, 2 * messageBytes};
}

} // namespace kc::imap
