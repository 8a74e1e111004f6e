// SPDX-License-Identifier: Apache-2.0
// See TestServer.h.
#include "TestServer.h"

#include <algorithm>
#include <array>

extern "C" const kc_module* kc_module_entry();

namespace kc::imap::test
{

Status FakeAuth::verify(Context&, const kc_auth_request& request, sv user, sv password)
{
    if (unavailable)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    KC_ASSERT(view(request.protocol) == "imap" && request.has_password == 1);
    const bool known = user == "ann" || user == "ann@example.org" || user == "shared" ||
                       user == "root" || user == "chief";
    return known && password == "secret" ? KC_OK : KC_EDENIED;
}

namespace
{

struct Known
{
    kc_id id;
    sv login;
    kc_user_kind kind;
    std::uint32_t level;
    kc_id tenant;
};

constexpr std::array kKnown{
    Known{42, "ann", KC_USER_ACTIVE, 0, 1}, Known{43, "shared", KC_USER_SHARED, 0, 2},
    Known{44, "root", KC_USER_ACTIVE, 2, 1}, Known{45, "chief", KC_USER_ACTIVE, 1, 1}};

constexpr Known kSystem{KC_ID_SYSTEM, "SYSTEM", KC_USER_ACTIVE, 3, 0};

const Known* known(auto&& matches)
{
    const auto* const found = std::find_if(kKnown.begin(), kKnown.end(), matches);
    return found == kKnown.end() ? nullptr : found;
}

const Known* known(kc_id id)
{
    return id == KC_ID_SYSTEM ? &kSystem : known([&](const Known& each) { return each.id == id; });
}

bool sees(const Known& actor, const Known& other)
{
    return actor.level >= 2 || actor.tenant == other.tenant;
}

} // namespace

Status FakeDirectory::find(Context&, kc_id actor, const kc_principal_query& query,
                           Sink<kc_principal> principals)
{
    if (unavailable)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    const sv name = view(query.name);
    const sv login = name == "ann@example.org" ? sv{"ann"} : name;
    const Known* const asking = known(actor);
    const Known* const found = known([&](const Known& each) { return each.login == login; });
    if (asking == nullptr || found == nullptr || !sees(*asking, *found))
        return KC_ENOTFOUND;
    kc_user user{};
    user.size = sizeof user;
    user.kind = found->kind;
    user.login = str(found->login);
    user.admin_level = found->level;
    principals(kc::test::principalOf(found->id, user, found->tenant));
    return KC_OK;
}

Status FakeDirectory::access(Context&, kc_id actor, kc_id id, std::uint32_t& rights)
{
    const Known* const asking = known(actor);
    const Known* const found = known(id);
    if (asking == nullptr || found == nullptr || !sees(*asking, *found))
        return KC_ENOTFOUND;
    rights = KC_ACCESS_SEES;
    if (asking->level >= 1 && asking->level >= found->level)
        rights |= KC_ACCESS_ADMINISTERS;
    return KC_OK;
}

TestServer::TestServer(const std::map<std::string, std::string>& options)
{
    _kernel.offer<Store>(_store);
    _kernel.offer<Mail>(_mail);
    _kernel.offer<Stores>(_stores);
    _kernel.offer<PasswordAuth>(auth);
    _kernel.offer<Directory>(directory);
    _kernel.load(kc_module_entry(), options);
    _connection.emplace(_kernel, _net.listener());
}

void TestServer::connect(sv address)
{
    KC_ASSERT(net().open({std::string{address}}) == KC_OK);
}

void TestServer::close()
{
    net().close();
}

} // namespace kc::imap::test
