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
MethodResult directoryClearCache(Call& call);
MethodResult directoryCount(Call& call);
MethodResult directorySync(Call& call);
MethodResult nodeGet(Call& call);
MethodResult principalChanges(Call& call);
MethodResult principalGet(Call& call);
MethodResult principalQuery(Call& call);
MethodResult principalSet(Call& call);
MethodResult quotaChanges(Call& call);
MethodResult quotaGet(Call& call);
MethodResult quotaQuery(Call& call);
MethodResult storeFlushDeferred(Call& call);
MethodResult storeGet(Call& call);
MethodResult storePurgeRemoved(Call& call);
MethodResult storeQuery(Call& call);
MethodResult storeSet(Call& call);

/// Runs one method; unknownMethod also if its capability is not among the used ones.
MethodResult runMethod(const std::string& name, Call& call);

} // namespace kc::jmap
