// SPDX-License-Identifier: Apache-2.0
// user-db in a fake kernel over a database, called through its C tables as others do.
#pragma once

#include "AnyDatabase.h"

#include <kc/user.hpp>

extern "C" const kc_module* kc_module_entry();

namespace kc::userdb::test
{

/// A kc_user from texts that the caller keeps.
inline kc_user makeUser(sv login, sv email = "", sv aliases = "")
{
    kc_user user{};
    user.size = sizeof user;
    user.kind = KC_USER_ACTIVE;
    user.login = str(login);
    user.fullname = str("Some Body");
    user.email = str(email);
    user.aliases = str(aliases);
    return user;
}

class UserDbHost
{
public:
    UserDbHost()
    {
        sql.offerTo(kernel);
        kernel.load(kc_module_entry());
        backend.emplace(kernel.service(KC_USERBACKEND));
        writer.emplace(kernel.service(KC_USERWRITER));
        verifier.emplace(kernel.service(KC_USERVERIFIER));
    }

    Status create(sv login, sv password, sv email = "", sv aliases = "")
    {
        Context context = kernel.context();
        kc_str made{nullptr, 0};
        const Status status =
            writer->create(context, makeUser(login, email, aliases), password, made);
        id = view(made);
        return status;
    }

    /// As who logs in is found first; nobody's id is "".
    Status verify(sv login, sv password)
    {
        Context context = kernel.context();
        std::string found;
        (void)backend->find(context, byName(login, KC_MATCH_LOGIN | KC_MATCH_ADDRESS),
                            [&](const kc_user& user) { found = view(user.id); });
        return verifier->verify(context, found, password);
    }

    /// The login that `name` finds; "absent", "ambiguous".
    std::string find(sv name, std::uint32_t match)
    {
        Context context = kernel.context();
        std::string found;
        const Status status = backend->find(context, byName(name, match),
                                            [&](const kc_user& user) { found = view(user.login); });
        return status == KC_ENOTFOUND ? "absent" : status == KC_EEXISTS ? "ambiguous" : found;
    }

    Status update(const kc_user& user, std::uint32_t fields, sv password = "")
    {
        Context context = kernel.context();
        return writer->update(context, id, user, fields, password);
    }

    AnyDatabase sql;
    kc::test::FakeKernel kernel;
    std::optional<UserBackendProxy> backend;
    std::optional<UserWriterProxy> writer;
    std::optional<UserVerifierProxy> verifier;
    std::string id; // of the user made last
};

} // namespace kc::userdb::test
