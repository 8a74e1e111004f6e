// SPDX-License-Identifier: Apache-2.0
// user-db: users that KC keeps in its own database (`user_plugin = db`).
#include "Backend.h"
#include "Verifier.h"
#include "Writer.h"

namespace kc::userdb
{

class UserDb : public Module
{
public:
    explicit UserDb(const Init& init) : Module{init}
    {
        offer<UserBackend>(_backend);
        offer<UserWriter>(_writer);
        offer<UserVerifier>(_verifier);
    }

    void start(Context& context) override
    {
        _hasher.emplace();
        _tables.emplace(context, Sql{require(KC_SQL)});
    }

private:
    std::optional<Tables> _tables;
    std::optional<PasswordHasher> _hasher;
    Backend _backend{_tables};
    Writer _writer{_tables, _hasher};
    Verifier _verifier{_tables, _hasher};
};

} // namespace kc::userdb

KC_MODULE(kc::userdb::UserDb, kc::opt::none, .id = "user-db", .version = "0.1.0",
          .summary = "Users, groups and companies in the server's own database",
          .answers = "userbackend=db",
          .provides = KC_USERBACKEND " " KC_USERWRITER " " KC_USERVERIFIER, .needs = KC_SQL)
