// SPDX-License-Identifier: Apache-2.0
// Limits of the JMAP API (RFC 8620 §2); each is advertised in the Session object as it stands here.
#pragma once

#include <kc/node_options.hpp>

namespace kc::jmap
{

inline constexpr auto kOptions =
    opt::table(opt::serverName(), opt::hostedKopano(), opt::loginnameFormat(),
               opt::size("jmap_max_size_request")
                   .def("10M")
                   .range(65536, 1073741824)
                   .reloadable()
                   .help("Largest API request."),
               opt::number("jmap_max_concurrent_requests")
                   .def("8")
                   .range(1, 1000)
                   .reloadable()
                   .help("API requests of one caller that may run at once."),
               opt::number("jmap_max_calls_in_request")
                   .def("32")
                   .range(1, 10000)
                   .reloadable()
                   .help("Method calls in one API request."),
               opt::number("jmap_max_objects_in_get")
                   .def("1000")
                   .range(1, 100000)
                   .reloadable()
                   .help("Objects that one /get call may ask for."),
               opt::number("jmap_max_objects_in_set")
                   .def("500")
                   .range(1, 100000)
                   .reloadable()
                   .help("Objects that one /set call may create, update and destroy."),
               opt::size("jmap_max_size_upload")
                   .def("64M")
                   .range(1024, 4294967296)
                   .reloadable()
                   .help("Largest file that may be uploaded; http_max_body limits it too."),
               opt::number("jmap_max_concurrent_upload")
                   .def("4")
                   .range(1, 1000)
                   .reloadable()
                   .help("Uploads of one caller that may be under way at once."),
               opt::size("jmap_upload_quota")
                   .def("1G")
                   .range(1024, 1099511627776)
                   .reloadable()
                   .help("What the uploads of one user that nothing uses may hold together; the "
                         "oldest make room. At least jmap_max_size_upload."),
               opt::duration("jmap_upload_lifetime")
                   .def("24h")
                   .range(3600, 31536000)
                   .reloadable()
                   .help("How long an upload that nothing uses is kept."));

} // namespace kc::jmap
