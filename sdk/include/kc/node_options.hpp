// SPDX-License-Identifier: Apache-2.0
// Options that say which node of an installation a server is; whoever needs to know declares them.
#pragma once

#include <kc/options.hpp>

namespace kc::inline sdk1::opt
{

constexpr Option serverName()
{
    return str("server_name")
        .help("Name of this node; users whose home server is another name live elsewhere. Empty "
              "in an installation of one node.");
}

} // namespace kc::inline sdk1::opt
