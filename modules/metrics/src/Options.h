// SPDX-License-Identifier: Apache-2.0
// The one option: who may read the metrics.
#pragma once

#include <kc/options.hpp>

namespace kc::monitoring
{

inline constexpr auto kOptions = opt::table(
    opt::str("metrics_allow")
        .def("127.0.0.0/8 ::1")
        .list()
        .reloadable()
        .help("Addresses and networks (address/bits) that may read /metrics without a login; "
              "processes on the UNIX socket always may."));

} // namespace kc::monitoring
