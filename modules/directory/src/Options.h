// SPDX-License-Identifier: Apache-2.0
// The directory's options. It is with every server, so the choices that every server makes are
// declared here too: database, user backend and password check.
#pragma once

#include <kc/node_options.hpp>
#include <kc/sql_options.hpp>

namespace kc::directory
{

inline constexpr std::int64_t kMaxQuota = INT64_MAX / (1024 * 1024);

inline constexpr auto kOptions = opt::table(
    opt::str("user_plugin")
        .def("db")
        .nonempty()
        .help("Where users come from: db (the server's own database), ldap, unix, or what an "
              "installed module answers to."),
    opt::str("user_plugin_config")
        .def("/etc/kopano/ldap.cfg")
        .help("Configuration file of the user backend, where it has one."),
    opt::databaseEngine(),
    opt::str("auth_method")
        .def("plugin")
        .nonempty()
        .help("How passwords are checked: plugin (the user backend), pam, kerberos, or what an "
              "installed module answers to."),
    opt::serverName(),
    opt::size("cache_user_size")
        .def("1M")
        .range(0, std::int64_t{1} << 40)
        .help("Memory for names that were looked up."),
    opt::size("cache_userdetails_size")
        .def("25M")
        .range(0, std::int64_t{1} << 40)
        .help("Memory for the users behind these names."),
    opt::duration("cache_userdetails_lifetime")
        .def("0")
        .unit("m")
        .range(0, 525600)
        .help("How long a user is remembered; 0 is one minute. Changes made through this server "
              "count at once; those made in an external directory within a minute at most."),
    opt::hostedKopano(), opt::loginnameFormat(),
    opt::str("storename_format")
        .def("%f")
        .nonempty()
        .reloadable()
        .help("What a user's store is called where several are shown: %u is the login without the "
              "company, %f the full name (of who has none: the login), %c the company.")
        .example("%f (%c)"),
    opt::flag("hide_everyone")
        .reloadable()
        .help("The group Everyone is shown to administrators only."),
    opt::flag("hide_system")
        .def("yes")
        .reloadable()
        .help("The user SYSTEM is shown to itself only."),
    opt::str("disabled_features")
        .list()
        .reloadable()
        .help("Features that are off unless they are switched on for a user: imap, pop3, mobile, "
              "outlook, webapp.")
        .example("imap pop3"),
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
    opt::number("companyquota_warn")
        .def("0")
        .range(0, kMaxQuota)
        .reloadable()
        .help("Megabytes of mail of all stores of a company above which it is to be warned, unless "
              "the company has a level of its own; 0: never."),
    opt::flag("user_safe_mode")
        .reloadable()
        .help("Run no user scripts: the log says which ones would have run, and for whom."),
    opt::str("createuser_script")
        .def("/etc/kopano/userscripts/createuser")
        .reloadable()
        .help("Program that is run for each new user, whose login is in KOPANO_USER; empty: none; "
              "internal: all programs in the folders createuser.d of /usr/lib/kopano/userscripts "
              "and /etc/kopano/userscripts, one of /etc in the place of one of that name."),
    opt::str("deleteuser_script")
        .def("/etc/kopano/userscripts/deleteuser")
        .reloadable()
        .help("The same for each user who is gone, whose login was KOPANO_USER "
              "and whose store KOPANO_STOREGUID names; for one without a store there is nothing to "
              "do."),
    opt::str("creategroup_script")
        .def("/etc/kopano/userscripts/creategroup")
        .reloadable()
        .help("The same for each new group: KOPANO_GROUP."),
    opt::str("deletegroup_script")
        .def("/etc/kopano/userscripts/deletegroup")
        .reloadable()
        .help("The same for each group that is gone: KOPANO_GROUP and KOPANO_GROUPID."),
    opt::str("createcompany_script")
        .def("/etc/kopano/userscripts/createcompany")
        .reloadable()
        .help("The same for each new company: KOPANO_COMPANY."),
    opt::str("deletecompany_script")
        .def("/etc/kopano/userscripts/deletecompany")
        .reloadable()
        .help("The same for each company that is gone: KOPANO_COMPANY and KOPANO_COMPANYID."));

} // namespace kc::directory
