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
    change.features_on = str("imap");
    change.quota = {1, 2, 3, 4};
    std::string etag = require(id, KC_MATCH_ID).etag;
    for (const std::uint32_t field :
         {KC_USER_LOGIN, KC_USER_FULLNAME, KC_USER_EMAIL, KC_USER_ALIASES, KC_USER_KIND,
          KC_USER_ADMIN_LEVEL, KC_USER_HIDDEN, KC_USER_FEATURES, KC_USER_QUOTA})
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
    const std::string login = raised(taken.login);
    KC_RULE(tryCreate(user(login, ""), id) == KC_EEXISTS,
            "a login that is taken, in any case, is KC_EEXISTS");
    if (!taken.address.empty())
        KC_RULE(tryCreate(user("contract-c", taken.address), id) == KC_EEXISTS &&
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

kc_code UserBackendContract::tryCreate(const kc_user& user, std::string& id)
{
    return answer(
        [&](Context& context)
        {
            kc_str made{nullptr, 0};
            const Status status = writer().create(context, user, kNewPassword, made);
            id = view(made);
            return status;
        });
}

std::string UserBackendContract::create(const std::string& login, const std::string& address)
{
    std::string id;
    KC_RULE(tryCreate(user(login, address), id) == KC_OK, "create() takes a new user: " + login);
    return id;
}

std::string UserBackendContract::createOf(kc_user_kind kind, const std::string& login,
                                          const std::string& company)
{
    kc_user made = user(login, "");
    made.kind = kind;
    made.company = str(company);
    std::string id;
    const kc_code code = tryCreate(made, id);
    KC_RULE(code == KC_OK || code == KC_ENOTSUP,
            "create() takes an object of each kind, or says KC_ENOTSUP: kind " +
                std::to_string(kind) + " gave " + std::to_string(code));
    return code == KC_OK ? id : "";
}

kc_code UserBackendContract::relate(const std::string& id, kc_relation relation,
                                    const std::string& other, bool on)
{
    return answer([&](Context& context)
                  { return writer().relate(context, id, relation, other, on ? 1 : 0); });
}

kc_code UserBackendContract::remove(const std::string& id)
{
    return answer([&](Context& context) { return writer().remove(context, id); });
}

void UserBackendContract::keepsRelations()
{
    if (!writes())
        return;
    const std::string group = createOf(KC_USER_GROUP, "contract-group");
    if (group.empty())
        return;
    const std::string first = create("contract-h", ""), second = create("contract-i", "");
    const std::string etag = require(group, KC_MATCH_ID).etag;
    for (const std::string& member : {first, second})
    {
        KC_RULE(relate(group, KC_REL_MEMBER, member, true) == KC_OK, "relate() adds a member");
        KC_RULE(relate(group, KC_REL_MEMBER, member, true) == KC_EEXISTS,
                "adding who is in it already is KC_EEXISTS: the admin is told");
    }
    KC_RULE(require(group, KC_MATCH_ID).etag != etag, "a new member changes the group's etag");
    restart();
    for (const std::uint32_t limit : {1U, 500U})
    {
        const auto members = relatedTo(group, KC_REL_MEMBER, KC_REL_HELD, limit);
        KC_RULE(members && members->size() == 2 && members->contains(first),
                "related() gives the members, in pages");
        const auto groups = relatedTo(first, KC_REL_MEMBER, KC_REL_HOLDERS, limit);
        KC_RULE(groups && groups->size() == 1 && groups->contains(group),
                "related() gives the groups of a member");
    }
    KC_RULE(relatedTo(group, KC_REL_SEND_AS, KC_REL_HELD)->empty(), "relations are kept apart");
    KC_RULE(relate(group, KC_REL_MEMBER, first, false) == KC_OK &&
                relate(group, KC_REL_MEMBER, first, false) == KC_ENOTFOUND,
            "relate() takes a member out, once");
    KC_RULE(relate(group, KC_REL_MEMBER, "no-such-id", true) == KC_ENOTFOUND &&
                relate("no-such-id", KC_REL_MEMBER, first, true) == KC_ENOTFOUND,
            "relating nobody is KC_ENOTFOUND");
    KC_RULE(remove(second) == KC_OK && relatedTo(group, KC_REL_MEMBER, KC_REL_HELD)->empty(),
            "who is removed is in no group any more");
    (void)remove(first);
    (void)remove(group);
}

void UserBackendContract::keepsCompaniesApart()
{
    if (!writes())
        return;
    const std::string one = createOf(KC_USER_COMPANY, "contract-one");
    if (one.empty())
        return;
    const std::string two = createOf(KC_USER_COMPANY, "contract-two");
    const std::string inOne = createOf(KC_USER_ACTIVE, "contract-j", one);
    const std::string inTwo = createOf(KC_USER_ACTIVE, "contract-j", two);
    KC_RULE(!inOne.empty() && !inTwo.empty() && inOne != inTwo,
            "two companies may have users of one login");
    kc_user again = user("Contract-J", "");
    again.company = str(one);
    std::string id;
    KC_RULE(tryCreate(again, id) == KC_EEXISTS, "a login is unique in its company");
    again.kind = KC_USER_GROUP;
    KC_RULE(tryCreate(again, id) == KC_EEXISTS, "users and groups share their names");
    again.company = str("no-such-id");
    KC_RULE(tryCreate(again, id) == KC_ENOTFOUND, "nobody is made in a company that is not there");
    const kc_user_query query = byName("contract-j", KC_MATCH_LOGIN);
    KC_RULE(find(query).first == KC_EEXISTS, "without a company the name fits two");
    const auto [code, rows] = find(within(query, two));
    KC_RULE(code == KC_OK && rows.front().id == inTwo, "with its company the name fits one");
    KC_RULE(find(within(query, "")).first == KC_ENOTFOUND, "who is in a company is not in none");
    const Etags listed = listAll(500, within(everybody(), one));
    KC_RULE(listed.size() == 1 && listed.contains(inOne), "list() gives what is in a company");
    KC_RULE(relate(one, KC_REL_VIEW, two, true) == KC_OK &&
                relatedTo(one, KC_REL_VIEW, KC_REL_HELD)->contains(two) &&
                relatedTo(two, KC_REL_VIEW, KC_REL_HELD)->empty(),
            "one company sees another, not the other way");
    KC_RULE(remove(one) == KC_OK && find(inOne, KC_MATCH_ID).first == KC_ENOTFOUND,
            "what is in a company goes with it");
    (void)remove(two);
}

} // namespace kc::inline sdk1::test
