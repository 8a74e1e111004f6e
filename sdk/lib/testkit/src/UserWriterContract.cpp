// SPDX-License-Identifier: Apache-2.0
// The rules for backends that KC writes to; a module that offers no kc.userbackend.write/1 keeps
// them by that.
#include <kc/test/contract_userbackend.hpp>

namespace kc::inline sdk1::test
{

void UserBackendContract::keepsWhatIsWritten()
{
    if (!writes())
        return;
    const std::string id = create("contract-a", "contract-a@example.test");
    const Row made = require("contract-a", KC_MATCH_LOGIN);
    KC_RULE(made.id == id, "create() answers the id under which the user is found");
    KC_RULE(listAll(500).contains(id), "list() gives a new user");
    kc_user change = user("contract-b", "");
    KC_RULE(answer([&](Context& c) { return writer().update(c, id, change, KC_USER_LOGIN, ""); }) ==
                KC_OK,
            "update() changes a login");
    restart();
    const Row changed = require("contract-b", KC_MATCH_LOGIN);
    KC_RULE(changed.id == id && changed.etag != made.etag,
            "a change survives a restart, keeps the id and changes the etag");
    KC_RULE(require("contract-a@example.test", KC_MATCH_ADDRESS).id == id,
            "update() leaves alone what its fields do not name");
    KC_RULE(find("contract-a", KC_MATCH_LOGIN).first == KC_ENOTFOUND,
            "the login that was given up finds nobody");
    KC_RULE(remove(id) == KC_OK && find("contract-b", kNames).first == KC_ENOTFOUND,
            "a removed user is not found");
    KC_RULE(remove(id) == KC_ENOTFOUND, "removing nobody is KC_ENOTFOUND");
    for (const std::string& odd : oddNames())
        KC_RULE(remove(odd) == KC_ENOTFOUND, "an id that nobody has is KC_ENOTFOUND");
}

void UserBackendContract::etagsTellEveryUpdate()
{
    if (!writes())
        return;
    const std::string id = create("contract-e", "");
    kc_user change = user("contract-f", "contract-f@example.test");
    change.fullname = str("F");
    change.aliases = str("contract-g@example.test");
    change.kind = KC_USER_SHARED;
    change.admin_level = change.hidden = 1;
    std::string etag = require(id, KC_MATCH_ID).etag;
    for (const std::uint32_t field :
         {KC_USER_LOGIN, KC_USER_FULLNAME, KC_USER_EMAIL, KC_USER_ALIASES, KC_USER_KIND,
          KC_USER_ADMIN_LEVEL, KC_USER_HIDDEN})
    {
        const kc_code code =
            answer([&](Context& c) { return writer().update(c, id, change, field, ""); });
        KC_RULE(code == KC_OK || code == KC_ENOTSUP, "update() changes one field alone");
        const std::string now = require(id, KC_MATCH_ID).etag;
        KC_RULE((now != etag) == (code == KC_OK),
                "the etag changes when any field does, else the directory keeps the old one: bit " +
                    std::to_string(field));
        etag = now;
    }
    (void)remove(id);
}

void UserBackendContract::refusesTakenNames()
{
    if (!writes())
        return;
    const KnownUser taken = known().front();
    std::string id;
    KC_RULE(tryCreate(raised(taken.login), "", id) == KC_EEXISTS,
            "a login that is taken, in any case, is KC_EEXISTS");
    if (!taken.address.empty())
        KC_RULE(tryCreate("contract-c", taken.address, id) == KC_EEXISTS &&
                    find("contract-c", kNames).first == KC_ENOTFOUND,
                "an address that is taken is KC_EEXISTS and leaves nothing behind");
}

void UserBackendContract::neverGivesAnIdAgain()
{
    if (!writes())
        return;
    const std::string first = create("contract-d", "");
    KC_RULE(remove(first) == KC_OK, "remove() takes the id that create() gave");
    const std::string second = create("contract-d", "");
    KC_RULE(first != second, "ids are never reused: a new user would get the old one's mail");
    (void)remove(second);
}

bool UserBackendContract::writes()
{
    return offers(KC_USERWRITER);
}

UserWriterProxy UserBackendContract::writer()
{
    return UserWriterProxy{kernel().service(KC_USERWRITER)};
}

kc_user UserBackendContract::user(sv login, sv address)
{
    kc_user made{};
    made.size = sizeof made;
    made.kind = KC_USER_ACTIVE;
    made.login = str(login);
    made.email = str(address);
    return made;
}

kc_code UserBackendContract::tryCreate(const std::string& login, const std::string& address,
                                       std::string& id)
{
    return answer(
        [&](Context& context)
        {
            kc_str made{nullptr, 0};
            const Status status =
                writer().create(context, user(login, address), kNewPassword, made);
            id = view(made);
            return status;
        });
}

std::string UserBackendContract::create(const std::string& login, const std::string& address)
{
    std::string id;
    KC_RULE(tryCreate(login, address, id) == KC_OK, "create() takes a new user: " + login);
    return id;
}

kc_code UserBackendContract::remove(const std::string& id)
{
    return answer([&](Context& context) { return writer().remove(context, id); });
}

} // namespace kc::inline sdk1::test
