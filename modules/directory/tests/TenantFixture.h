// SPDX-License-Identifier: Apache-2.0
// Four companies. Alpha is where those are from who ask; it sees gamma and delta, not beta. Alpha's
// remote administers delta; its blind is on beta's list too, which helps him nothing.
#pragma once

#include "ListedUsers.h"

#include <cppunit/extensions/HelperMacros.h>
#include <kc/directory.hpp>
#include <kc/test/fake_kernel.hpp>
#include <kc/test/memory_sql.hpp>

#include <optional>

extern "C" const kc_module* kc_module_entry();

namespace kc::directory::test
{

class TenantFixture : public CppUnit::TestFixture
{
public:
    void setUp() override
    {
        for (const std::string name : {"alpha", "beta", "gamma", "delta"})
        {
            _users.users[name] = {name, "", KC_USER_COMPANY};
            add(name, "user", KC_USER_ACTIVE);
            add(name, "chief", KC_USER_ACTIVE).adminLevel = 1;
            add(name, "shared", KC_USER_SHARED);
            add(name, "card", KC_USER_CONTACT);
            add(name, "group", KC_USER_GROUP);
            add(name, "secret", KC_USER_ACTIVE).hidden = 1;
        }
        add("alpha", "root", KC_USER_ACTIVE).adminLevel = 2;
        add("alpha", "remote", KC_USER_ACTIVE);
        add("alpha", "blind", KC_USER_ACTIVE);
        _users.users["gamma"].held = {{KC_REL_VIEW, "alpha"}};
        _users.users["delta"].held = {{KC_REL_VIEW, "alpha"}, {KC_REL_ADMIN, "alpha.remote"}};
        _users.users["beta"].held = {{KC_REL_ADMIN, "alpha.blind"}};
    }

protected:
    ListedUser& add(const std::string& company, const std::string& name, kc_user_kind kind)
    {
        ListedUser& user = _users.users[company + "." + name];
        user.login = name;
        user.kind = kind;
        user.company = company;
        user.address = name + "@" + company + ".test";
        return user;
    }

    void open(std::map<std::string, std::string> options = {{"loginname_format", "%u@%c"}})
    {
        options.emplace("enable_hosted_kopano", "yes");
        _sql.offerTo(_kernel);
        _kernel.offer<UserBackend>(_users);
        _kernel.offer<UserWriter>(_writer);
        _kernel.load(kc_module_entry(), options);
        _directory.emplace(_kernel.service(KC_DIRECTORY));
    }

    /// "" if the actor does not find it.
    std::string find(kc_id actor, const kc_principal_query& query)
    {
        Context context = _kernel.context();
        std::string login;
        const Status status = _directory->find(
            context, actor, query, [&](const kc_principal& found) { login = view(found.login); });
        CPPUNIT_ASSERT(status.ok() || status == KC_ENOTFOUND);
        return login;
    }

    kc_id idOf(sv login, std::uint32_t kinds = 0)
    {
        Context context = _kernel.context();
        kc_id id = 0;
        (void)_directory->find(context, KC_ID_SYSTEM, named(login, KC_MATCH_LOGIN, kinds),
                               [&](const kc_principal& found) { id = found.id; });
        return id;
    }

    kc_id companyId(sv name) { return idOf(name, KC_KIND(KC_USER_COMPANY)); }

    std::set<std::string> list(kc_id actor, const kc_principal_query& query)
    {
        Context context = _kernel.context();
        std::set<std::string> logins;
        const Status status =
            _directory->list(context, actor, query,
                             [&](const kc_principal& found) { logins.emplace(view(found.login)); });
        CPPUNIT_ASSERT(status.ok() || status == KC_ENOTFOUND);
        return logins;
    }

    std::string related(kc_id actor, kc_id of, kc_relation relation,
                        kc_direction direction = KC_REL_HELD, bool isRecursive = false)
    {
        Context context = _kernel.context();
        std::string logins;
        const kc_principal_relation query{sizeof query, relation, direction, isRecursive ? 1U : 0U,
                                          of};
        const Status status = _directory->related(context, actor, query,
                                                  [&](const kc_principal& found)
                                                  {
                                                      logins += logins.empty() ? "" : " ";
                                                      logins += view(found.login);
                                                  });
        return status.ok() ? logins : "absent";
    }

    kc_code update(kc_id actor, kc_id id, const kc_user& user, std::uint32_t fields)
    {
        Context context = _kernel.context();
        return _directory
            ->update(context, actor, id, {sizeof(kc_principal_change), fields, &user, str("")})
            .code();
    }

    kc_code create(kc_id actor, sv login, kc_user_kind kind = KC_USER_ACTIVE,
                   std::uint32_t level = 0)
    {
        Context context = _kernel.context();
        kc_user user{};
        user.size = sizeof user;
        user.kind = kind;
        user.login = str(login);
        user.admin_level = level;
        kc_id id = 0;
        return _directory->create(context, actor, user, "", id).code();
    }

    kc_code remove(kc_id actor, kc_id id)
    {
        Context context = _kernel.context();
        return _directory->remove(context, actor, id).code();
    }

    kc::test::MemorySql _sql;
    ListedUsers _users;
    ListedUsersWriter _writer{_users};
    kc::test::FakeKernel _kernel;
    std::optional<DirectoryProxy> _directory;
};

} // namespace kc::directory::test
