// SPDX-License-Identifier: Apache-2.0
// The store's options.
#pragma once

#include <kc/options.hpp>

namespace kc::store
{

inline constexpr auto kOptions =
    opt::table(opt::size("attachment_min_size")
                   .def("16k")
                   .range(1, 1 << 30)
                   .help("Parts of a message whose body has at least this many octets are kept in "
                         "the attachment store, once for all messages that carry them. Smaller "
                         "ones stay with the message in the database.")
                   .reloadable());

} // namespace kc::store
