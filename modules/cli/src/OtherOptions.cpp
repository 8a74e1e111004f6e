// SPDX-License-Identifier: Apache-2.0
#include "OtherOptions.h"

#include <array>

namespace kc::cli
{

namespace
{

constexpr const char* kNothing = "";
constexpr const char* kHarmless = "-";

constexpr std::array kAdmin{
    OtherOption{"list-users", 'l', "", "--list-users", "list users"},
    OtherOption{"list-groups", 'L', "", "--list-groups", "list groups"},
    OtherOption{"list-companies", 0, "", "--list-companies", "list companies"},
    OtherOption{"list-orphans", 0, "", "--list-orphans", "list stores without user"},
    OtherOption{"details", 0, "NAME", "--user=%", "details of a user, or of what --type says"},
    OtherOption{"type", 0, "TYPE", "--type=%", "user, group or company: what --details names"},
    OtherOption{"user-count", 0, "", "--user-count", "count users"},
    OtherOption{"create", 'c', "NAME", "--create --user=%", "create user"},
    OtherOption{"update", 'u', "NAME", "--user=%", "change user"},
    OtherOption{"delete", 'd', "NAME", "--delete --user=%", "delete user"},
    OtherOption{"username", 'U', "NAME", "--name=%", "new name"},
    OtherOption{"password-prompt", 'P', "", "--password-prompt", "ask for the password"},
    OtherOption{"password", 'p', "PASS", "--password=%", "password"},
    OtherOption{"fullname", 'f', "NAME", "--fullname=%", "full name"},
    OtherOption{"email", 'e', "ADDRESS", "--email=%", "e-mail address"},
    OtherOption{"admin", 'a', "LEVEL", "--admin-level=%", "0, 1 or 2; n, y", Conversion::Level},
    OtherOption{"non-active", 'n', "YESNO", "--active=%", "a store that nobody logs in to",
                Conversion::NotYesNo},
    OtherOption{"enable-feature", 0, "NAME", "--add-feature=%", "switch feature on"},
    OtherOption{"disable-feature", 0, "NAME", "--remove-feature=%", "switch feature off"},
    OtherOption{"mr-accept", 0, "YESNO", kNothing, ""},
    OtherOption{"mr-decline-conflict", 0, "YESNO", kNothing, ""},
    OtherOption{"mr-decline-recurring", 0, "YESNO", kNothing, ""},
    OtherOption{"mr-process", 0, "YESNO", kNothing, ""},
    OtherOption{"add-sendas", 0, "NAME", "--add-sendas=%", "who may send in its name"},
    OtherOption{"del-sendas", 0, "NAME", "--remove-sendas=%", "who may no longer"},
    OtherOption{"list-sendas", 0, "NAME", "--user=%", "details, with who may"},
    OtherOption{"qo", 0, "YESNO", "--quota-override=%", "the own levels count", Conversion::YesNo},
    OtherOption{"qh", 0, "MB", "--quota-hard=%", "hard level of a user"},
    OtherOption{"qs", 0, "MB", "--quota-soft=%", "soft level of a user"},
    OtherOption{"qw", 0, "MB", "--quota-warn=%", "warning level"},
    OtherOption{"udqo", 0, "YESNO", "--member-quota-override=%",
                "the company's default of its users counts", Conversion::YesNo},
    OtherOption{"udqh", 0, "MB", "--member-quota-hard=%", "its hard level"},
    OtherOption{"udqs", 0, "MB", "--member-quota-soft=%", "its soft level"},
    OtherOption{"udqw", 0, "MB", "--member-quota-warn=%", "its warning level"},
    OtherOption{"add-userquota-recipient", 0, "NAME", "--add-userquota-recipient=%",
                "who is told of quota of the company's users"},
    OtherOption{"del-userquota-recipient", 0, "NAME", "--remove-userquota-recipient=%", "no more"},
    OtherOption{"list-userquota-recipients", 0, "", kHarmless, "details of the company, with them"},
    OtherOption{"add-companyquota-recipient", 0, "NAME", "--add-companyquota-recipient=%",
                "who is told of quota of the company"},
    OtherOption{"del-companyquota-recipient", 0, "NAME", "--remove-companyquota-recipient=%",
                "no more"},
    OtherOption{"list-companyquota-recipients", 0, "", kHarmless,
                "details of the company, with them"},
    OtherOption{"", 'g', "NAME", "--create --group=%", "create group"},
    OtherOption{"", 'G', "NAME", "--delete --group=%", "delete group"},
    OtherOption{"update-group", 0, "NAME", "--group=%", "change group"},
    OtherOption{"", 'b', "NAME", "--add-user=%", "add user to the group of -i"},
    OtherOption{"", 'B', "NAME", "--remove-user=%", "remove user from the group of -i"},
    OtherOption{"", 'i', "GROUP", "--group=%", "group"},
    OtherOption{"create-company", 0, "NAME", "--create --company=%", "create company"},
    OtherOption{"update-company", 0, "NAME", "--company=%", "change company"},
    OtherOption{"delete-company", 0, "NAME", "--delete --company=%", "delete company"},
    OtherOption{"set-system-admin", 0, "NAME", "--admin=%", "system administrator of the company"},
    OtherOption{"", 'I', "COMPANY", "--company=%", "company"},
    OtherOption{"add-to-viewlist", 0, "COMPANY", "--add-view=%", "who may see the company of -I"},
    OtherOption{"del-from-viewlist", 0, "COMPANY", "--remove-view=%", "who no longer may"},
    OtherOption{"list-view", 0, "", kHarmless, "details of the company, with them"},
    OtherOption{"add-to-adminlist", 0, "NAME", "--add-admin=%", "who administers the company"},
    OtherOption{"del-from-adminlist", 0, "NAME", "--remove-admin=%", "who no longer does"},
    OtherOption{"list-admin", 0, "", kHarmless, "details of the company, with them"},
    OtherOption{"", 's', "", "--create-store", "create public store"},
    OtherOption{"create-store", 0, "NAME", "--create-store --user=%", "create store of user"},
    OtherOption{"unhook-store", 0, "NAME", "--unhook-store --user=%", "detach store of user"},
    OtherOption{"hook-store", 0, "GUID", "--hook-store=%", "attach orphaned store"},
    OtherOption{"remove-store", 0, "GUID", "--remove-store=%", "remove orphaned store"},
    OtherOption{"copyto-public", 0, "", kNothing, ""},
    OtherOption{"lang", 0, "LOCALE", "--lang=%", "language of the folders of new stores"},
    OtherOption{"sync", 0, "", "--sync", "synchronise users with the user plugin"},
    OtherOption{"force-resync", 0, "", kNothing, ""},
    OtherOption{"reset-folder-count", 0, "NAME", kNothing, ""},
    OtherOption{"clear-cache", 0, "", "--clear-cache", "clear the server's caches"},
    OtherOption{"purge-softdelete", 0, "DAYS", "--purge-softdelete=%",
                "remove for good what was deleted so long ago"},
    OtherOption{"purge-deferred", 0, "", "--purge-deferred", "write deferred records"},
    OtherOption{"node", 0, "NAME", kNothing, ""},
    OtherOption{"config", 0, "FILE", "--config=%", "configuration file"},
    OtherOption{"host", 'h', "SOCKET", "--server-socket=%", "connect to this server"},
    OtherOption{"utf8", 0, "", kHarmless, "always so"},
    OtherOption{"verbose", 'v', "", kHarmless, "has no effect"},
    OtherOption{"version", 'V', "", "--version", "show version"},
    OtherOption{"help", 0, "", "--help", "show this help"},
};

constexpr std::array kStoreadm{
    OtherOption{"", 'A', "GUID", "--hook-store=%", "attach orphaned store to who -n names"},
    OtherOption{"", 'C', "", "--create-store", "create store of who -n names"},
    OtherOption{"", 'D', "", "--unhook-store", "detach store of who -n names"},
    OtherOption{"", 'P', "", "--create-store", "create public store, of the company of -k"},
    OtherOption{"", 'O', "", "--list-orphans", "list stores without user"},
    OtherOption{"", 'M', "", "--list-stores --json", "all stores as JSON"},
    OtherOption{"", 'R', "GUID", "--remove-store=%", "remove orphaned store"},
    OtherOption{"", 'n', "NAME", "--user=%", "user, or what -t says"},
    OtherOption{"", 't', "TYPE", "--type=%", "user, group or company: what -n names"},
    OtherOption{"", 'k', "COMPANY", "--company=%", "company"},
    OtherOption{"", 'p', "", kNothing, ""},
    OtherOption{"", 'Y', "", kNothing, ""},
    OtherOption{"", 'l', "LOCALE", "--lang=%", "language of the folders"},
    OtherOption{"", 'c', "FILE", "--config=%", "configuration file"},
    OtherOption{"", 'h', "SOCKET", "--server-socket=%", "connect to this server"},
    OtherOption{"", 'v', "", kHarmless, "has no effect"},
    OtherOption{"version", 'V', "", "--version", "show version"},
    OtherOption{"help", '?', "", "--help", "show this help"},
};

constexpr std::array kPasswd{
    OtherOption{"user", 'u', "NAME", "--user=%", "whose; you, if not given"},
    OtherOption{"oldpass", 'o', "PASS", "--old-password=%", "the old one"},
    OtherOption{"pass", 'p', "PASS", "--password=%", "the new one"},
    OtherOption{"prompt", 'P', "", "--password-prompt", "ask for the new one"},
    OtherOption{"host", 'h', "SOCKET", "--server-socket=%", "connect to this server"},
    OtherOption{"verbose", 'v', "", kHarmless, "has no effect"},
    OtherOption{"version", 'V', "", "--version", "show version"},
    OtherOption{"help", '?', "", "--help", "show this help"},
};

} // namespace

std::span<const OtherOption> adminOptions()
{
    return kAdmin;
}

std::span<const OtherOption> storeadmOptions()
{
    return kStoreadm;
}

std::span<const OtherOption> passwdOptions()
{
    return kPasswd;
}

} // namespace kc::cli
