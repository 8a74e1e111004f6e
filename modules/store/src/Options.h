// SPDX-License-Identifier: Apache-2.0
// The store's options.
#pragma once

#include <kc/options.hpp>

namespace kc::store
{

inline constexpr std::int64_t kMegabyte = 1024 * 1024;
inline constexpr std::int64_t kMaxQuota = INT64_MAX / kMegabyte;
inline constexpr std::int64_t kMaxLifetime = 36'500;

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
        .reloadable(),
    opt::number("softdelete_lifetime")
        .def("30")
        .range(0, kMaxLifetime)
        .help("Days for which messages are kept that were expunged, or whose mailbox was removed, "
              "so that they can be restored. They count for nobody's quota. Older ones are purged "
              "at night, between 2 and 6 o'clock; 0: never, but by kopano-cli --purge-softdelete.")
        .reloadable());

} // namespace kc::store
