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

Status FakeDirectory::find(Context&, kc_id actor, const kc_principal_query& query,
                           Sink<kc_principal> principals)
{
    KC_ASSERT(actor == KC_ID_SYSTEM);
    const sv name = view(query.name);
    if (unavailable)
        throw Fault{KC_EUNAVAIL, "ldap://10.0.0.1 does not answer"};
    kc_user user{};
    user.size = sizeof user;
    user.kind = name == "shared" ? KC_USER_SHARED : KC_USER_ACTIVE;
    const sv login = name == "ann@example.org" ? sv{"ann"} : name;
    user.login = str(login);
    user.admin_level = login == "root" ? 2 : login == "chief" ? 1 : 0;
    constexpr std::array<sv, 4> kLogins{"ann", "shared", "root", "chief"};
    const auto* const known = std::find(kLogins.begin(), kLogins.end(), login);
    if (known == kLogins.end())
        return KC_ENOTFOUND;
    const kc_id tenant = login == "shared" ? 2 : 1;
    const auto id = static_cast<kc_id>(42 + (known - kLogins.begin()));
    principals(kc::test::principalOf(id, user, tenant));
    return KC_OK;
}

TestServer::TestServer(const std::map<std::string, std::string>& options)
{
    _kernel.offer<Store>(_store);
    _kernel.offer<Mail>(_mail);
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
