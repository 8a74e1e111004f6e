// SPDX-License-Identifier: Apache-2.0
// The store's options.
#pragma once

#include <kc/options.hpp>

namespace kc::store
{

inline constexpr std::int64_t kMegabyte = 1024 * 1024;
inline constexpr std::int64_t kMaxQuota = INT64_MAX / kMegabyte;

inline constexpr auto kOptions = opt::table(
    opt::size("attachment_min_size")
        .def("16k")
        .range(1, 1 << 30)
        .help("Parts of a message whose body has at least this many octets are kept in "
              "the attachment store, once for all messages that carry them. Smaller "
              "ones stay with the message in the database.")
        .reloadable(),
    opt::number("quota_warn")
        .def("0")
        .range(0, kMaxQuota)
        .help("Megabytes of mail above which a user is to be warned; 0: never.")
        .reloadable(),
    opt::number("quota_soft")
        .def("0")
        .range(0, kMaxQuota)
        .help("Megabytes of mail from which on a user may not send; 0: always may. Until "
              "there is sending, this is only told to those who ask for the quota.")
        .reloadable(),
    opt::number("quota_hard")
        .def("0")
        .range(0, kMaxQuota)
        .help("Megabytes of mail from which on nothing more is taken in: deliveries are "
              "refused with 552 for that recipient only, and storing or copying a "
              "message with OVERQUOTA; 0: no limit. What is there already is counted, not "
              "what comes, so that one message may go beyond. Moving and deleting work "
              "as ever.")
        .reloadable());

} // namespace kc::store
