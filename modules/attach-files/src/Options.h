// SPDX-License-Identifier: Apache-2.0
// The options of attachments in files.
#pragma once

#include <kc/options.hpp>

namespace kc::files
{

inline constexpr auto kOptions = opt::table(
    opt::str("attachment_path")
        .def("/var/lib/kopano/attachments")
        .nonempty()
        .help("Directory of the attachments when `attachment_storage` is files, files_v2 or auto. "
              "It is created if it is not there. One server has it to itself."),
    opt::flag("attachment_files_fsync")
        .def("yes")
        .help("Whether an attachment is on the disk before its message is confirmed. With no, a "
              "power cut may lose attachments of messages that were confirmed."));

} // namespace kc::files
