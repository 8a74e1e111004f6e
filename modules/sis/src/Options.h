// SPDX-License-Identifier: Apache-2.0
// The options of single-instance attachments.
#pragma once

#include <kc/options.hpp>

#include <chrono>

namespace kc::sis
{

inline constexpr auto kOptions = opt::table(
    opt::str("attachment_storage")
        .def("files")
        .nonempty()
        .help("Where attachments lie: `files` (also spelled files_v2 or auto), or what another "
              "module answers to."),
    opt::number("attachment_compression")
        .def("6")
        .range(0, 9)
        .help("How hard new attachments are compressed, 0 (not at all) to 9. What does not shrink "
              "is stored as it is."),
    opt::duration("attachment_sweep_interval")
        .def("1h")
        .unit("s")
        .range(1, 86400 * 30)
        .help("How often attachments that nothing refers to are removed."),
    opt::duration("attachment_sweep_grace")
        .def("1h")
        .unit("s")
        .range(1, 86400 * 30)
        .help("How long an attachment that nothing refers to is kept. Deliveries that take longer "
              "than this are refused for the moment."));

using Milliseconds = std::chrono::milliseconds;

/// The options as read once at start.
struct Settings
{
    unsigned compression = 6;
    Milliseconds grace{0};
};

} // namespace kc::sis
