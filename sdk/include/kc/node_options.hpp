// SPDX-License-Identifier: Apache-2.0
// Options that say what an installation is, and which node of it a server; whoever needs to know
// declares them.
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

constexpr Option hostedKopano()
{
    return flag("enable_hosted_kopano")
        .help("Several companies (tenants), each with users and groups of its own.");
}

constexpr Option loginnameFormat()
{
    return str("loginname_format")
        .def("%u")
        .nonempty()
        .help("With companies: how a login is put together of the user's name (%u) and the "
              "company's (%c), in either order, with some text between. With user_plugin = db it "
              "has both.")
        .example("%u@%c");
}

} // namespace kc::inline sdk1::opt
