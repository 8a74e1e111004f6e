// SPDX-License-Identifier: Apache-2.0
// kopano-cli, by whichever of its names: from the words of a command line to output and exit code.
#pragma once

#include "Arguments.h"
#include "Desk.h"
#include "Transport.h"

#include <functional>
#include <iosfwd>
#include <memory>

namespace kc::cli
{

/// What the program is given by its surroundings.
struct Surroundings
{
    std::string program; // "kopano-cli"
    std::string server;  // of the configuration; "default:" if that says nothing
    std::string keyFile, keyPass;
    std::string environment; // KOPANO_SOCKET
    std::ostream& out;
    std::ostream& err;
    std::function<std::string(const std::string& user)> askPassword;
    std::function<std::unique_ptr<Transport>(const std::string& server, const Login& login)>
        connect;
};

class Cli
{
public:
    explicit Cli(Surroundings surroundings) : _surroundings{std::move(surroundings)} {}

    /// 0; 1 with a line on err; 2 with usage on err. Throws nothing of its own.
    int run(const std::vector<std::string>& words);

private:
    void perform(const Arguments& arguments);
    void act(const Arguments& arguments);
    void changeOwnPassword(const Arguments& arguments);
    std::string serverOf(const Arguments& arguments) const;
    Login loginOf(const Arguments& arguments) const;

    Surroundings _surroundings;
};

} // namespace kc::cli
