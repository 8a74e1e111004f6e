// SPDX-License-Identifier: Apache-2.0
// Base of directory doubles for whoever only looks users up: find() is the test's, all else is
// KC_ENOTSUP.
#pragma once

#include <kc/directory.hpp>

namespace kc::inline sdk1::test
{

class FindOnlyDirectory : public Directory
{
public:
    Status get(Context&, kc_ids, Sink<kc_principal>) override { return KC_ENOTSUP; }

    Status list(Context&, kc_id, Sink<kc_principal>) override { return KC_ENOTSUP; }

    Status create(Context&, const kc_user&, sv, kc_id&) override { return KC_ENOTSUP; }

    Status update(Context&, kc_id, const kc_user&, std::uint32_t, sv) override
    {
        return KC_ENOTSUP;
    }

    Status remove(Context&, kc_id) override { return KC_ENOTSUP; }
};

} // namespace kc::inline sdk1::test
