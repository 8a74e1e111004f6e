// SPDX-License-Identifier: Apache-2.0
// All methods: a row each, the function in a file of its own.
#pragma once

#include "Call.h"

namespace kc::jmap
{

MethodResult blobCopy(Call& call);
MethodResult blobGet(Call& call);
MethodResult blobLookup(Call& call);
MethodResult blobUpload(Call& call);
MethodResult principalGet(Call& call);
MethodResult principalQuery(Call& call);
MethodResult principalSet(Call& call);
MethodResult storePurgeRemoved(Call& call);

/// Runs one method; unknownMethod also if its capability is not among the used ones.
MethodResult runMethod(const std::string& name, Call& call);

} // namespace kc::jmap
