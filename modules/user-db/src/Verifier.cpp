// SPDX-License-Identifier: Apache-2.0
#include "Verifier.h"

namespace kc::userdb
{

Status Verifier::verify(Context& context, sv id, sv password)
{
    if (password.empty() || password.size() > kMaxPasswordOctets)
        return KC_EDENIED;
    const std::vector<UserRecord> found =
        _tables.value().users.find(context, byName(id, KC_MATCH_ID));
    if (found.size() != 1 || found.front().kind != KC_USER_ACTIVE || found.front().password.empty())
    {
        _hasher.value().spend(context, password);
        return KC_EDENIED;
    }
    const UserRecord& user = found.front();
    const auto proof = _verified.proofOf(user.id, user.password, password);
    if (_verified.contains(proof, VerifiedCredentials::Clock::now()))
        return KC_OK;
    if (!_hasher.value().matches(context, user.password, password))
        return KC_EDENIED;
    _verified.add(proof, VerifiedCredentials::Clock::now());
    return KC_OK;
}

} // namespace kc::userdb
