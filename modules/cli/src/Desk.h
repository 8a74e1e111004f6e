// SPDX-License-Identifier: Apache-2.0
// What a command works with: its words, the server, where to say what.
#pragma once

#include "Arguments.h"
#include "Directory.h"
#include "Stores.h"

#include <iosfwd>

namespace kc::cli
{

struct Desk
{
    const Arguments& arguments;
    JmapClient& client;
    std::ostream& out;
    std::ostream& err;
    std::function<std::string(const std::string& user)> askPassword;
    Directory directory{client};
    Stores stores{client};
};

} // namespace kc::cli
