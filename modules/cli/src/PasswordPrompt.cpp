// SPDX-License-Identifier: Apache-2.0
#include "PasswordPrompt.h"

#include "Failure.h"

#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace kc::cli
{

namespace
{

class EchoOff
{
public:
    EchoOff() : _isTerminal{tcgetattr(STDIN_FILENO, &_before) == 0}
    {
        if (!_isTerminal)
            return;
        termios silent = _before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }

    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

    ~EchoOff()
    {
        if (!_isTerminal)
            return;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &_before);
        std::cerr << "\n";
    }

private:
    termios _before{};
    bool _isTerminal;
};

} // namespace

std::string promptPassword(const std::string& user)
{
    std::cerr << "Password for '" << user << "': " << std::flush;
    const EchoOff quiet;
    std::string password;
    if (!std::getline(std::cin, password) || password.empty())
        throw Failure{"no password given"};
    return password;
}

} // namespace kc::cli
