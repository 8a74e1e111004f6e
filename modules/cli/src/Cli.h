// SPDX-License-Identifier: Apache-2.0
// kopano-cli: from the words of a command line to output and exit code.
#pragma once

#include "Administration.h"
#include "Arguments.h"

#include <functional>
#include <iosfwd>
#include <memory>

namespace kc::cli
{

/// What the program is given by its surroundings.
struct Surroundings
{
    std::string server;      // of the configuration; "default:" if that says nothing
    std::string environment; // KOPANO_SOCKET
    std::ostream& out;
    std::ostream& err;
    std::function<std::string(const std::string& user)> askPassword;
    std::function<std::unique_ptr<Transport>(const std::string& server, const std::string& user,
                                             const std::string& password)>
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
    void performOnUsers(Administration& administration, const Arguments& arguments);
    UserUpdate updateOf(const Arguments& arguments, const std::string& user) const;
    std::string serverOf(const Arguments& arguments) const;

    Surroundings _surroundings;
};

} // namespace kc::cli
