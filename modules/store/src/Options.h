// SPDX-License-Identifier: Apache-2.0
// The store's options.
#pragma once

#include <kc/options.hpp>

namespace kc::store
{

inline constexpr std::int64_t kMaxLifetime = 36'500;

inline constexpr auto kOptions = opt::table(
    opt::size("attachment_min_size")
        .def("16k")
        .range(1, 1 << 30)
        .help("Parts of a message whose body has at least this many octets are kept in "
              "the attachment store, once for all messages that carry them. Smaller "
              "ones stay with the message in the database.")
        .reloadable(),
    opt::flag("enable_hosted_kopano")
        .help("Several companies (tenants), each with users and groups of its own."),
    opt::flag("restrict_admin_permissions")
        .help(
            "Administrators may create, rename and remove folders in the stores of others and say "
            "who may do what in them, but not read or change messages.")
        .reloadable(),
    opt::flag("owner_auto_full_access")
        .def("yes")
        .help("Who makes a folder in the store of another may see and read it and store messages "
              "in it, whatever else he may do there.")
        .reloadable(),
    opt::number("softdelete_lifetime")
        .def("30")
        .range(0, kMaxLifetime)
        .help("Days for which messages are kept that were expunged, or whose mailbox was removed, "
              "so that they can be restored. They count for nobody's quota. Older ones are purged "
              "at night, between 2 and 6 o'clock; 0: never, but by kopano-cli --purge-softdelete.")
        .reloadable());

} // namespace kc::store
