// SPDX-License-Identifier: Apache-2.0
// The parts of Principal/set. Each notes in the answer what came of every object; a Fault leaves
// what has happened so far in it.
#pragma once

#include "PrincipalPatch.h"
#include "SetArguments.h"

namespace kc::jmap
{

void createPrincipals(Call& call, const Json& objects, SetAnswer& answer);
void updatePrincipals(Call& call, const Json& patches, const Ids& doomed, SetAnswer& answer);
void destroyPrincipals(Call& call, const Ids& ids, SetAnswer& answer);

/// An outcome of the directory as a SetError; nothing that was tried has happened. `why` may be
/// empty.
Json refusal(Status status, const char* verb, const std::string& why = "");
/// Says who has the login or address already, if the caller sees him.
Json alreadyExists(const Call& call, const PrincipalPatch& patch);
/// What the directory said about the last call that it refused; goes to administrators only.
std::string reasonOf(const Call& call);

} // namespace kc::jmap
