// SPDX-License-Identifier: Apache-2.0
// Who is to be in a principal's lists, or no more: checked before anything is changed, as far as
// that can be, so that an object is changed as a whole or not at all.
#pragma once

#include "PrincipalPatch.h"

namespace kc::jmap
{

/// Paths of those that cannot be: nobody there for the caller, or of a kind that is not for the
/// list. `pending` are creation ids that are still to be made; they pass. Throws Fault.
std::vector<std::string> wrongLinks(const Call& call, const std::vector<Link>& links,
                                    const Json* pending);

enum class LinkOutcome
{
    Done,
    Refused, // the first one, and nothing has happened
    Torn     // refused in the middle
};

struct LinkResult
{
    LinkOutcome outcome;
    Status status;
    std::string path; // of the one that was refused
};

/// Makes the lists what the patch says; what is so already is fine. Throws Fault.
LinkResult applyLinks(const Call& call, kc_id holder, const PrincipalPatch& patch);

} // namespace kc::jmap
