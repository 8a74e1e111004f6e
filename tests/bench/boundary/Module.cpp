// SPDX-License-Identifier: Apache-2.0
// The other side of the wall: does next to nothing, so that the wall is what is measured.
#include "Rows.h"

#include <kc/auth.hpp>

kc_status boundary::raw(void*, kc_ctx*, kc_str user, kc_str password)
{
    return user.n == password.n ? KC_OK : KC_EDENIED;
}

namespace
{

class Measured final : public kc::Module, public kc::PasswordAuth, public boundary::Rows
{
public:
    explicit Measured(const kc::Init& init) : Module{init}
    {
        offer<kc::PasswordAuth>(*this);
        offer<boundary::Rows>(*this);
    }

    kc::Status verify(kc::Context&, const kc_auth_request&, kc::sv user, kc::sv password) override
    {
        return user.size() == password.size() ? KC_OK : KC_EDENIED;
    }

    kc::Status list(kc::Context&, std::uint32_t count, kc::Sink<boundary::Row> rows) override
    {
        boundary::Row row{sizeof row, 0, kc::str("a name")};
        for (; row.number < count; ++row.number)
            if (!rows(row))
                break;
        return KC_OK;
    }
};

} // namespace

KC_MODULE(Measured, kc::opt::none, .id = "bench-boundary", .version = "1",
          .provides = "kc.auth/1 bench.rows/1")
