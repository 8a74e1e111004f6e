// SPDX-License-Identifier: Apache-2.0
// What SEARCH, SORT and THREAD share.
#pragma once

#include "CommandResult.h"
#include "SetArg.h"
#include "search/SearchProgram.h"
#include "search/SearchResult.h"

#include <memory>

namespace kc::imap
{

class Session;

/// The answer to search keys that are not Fine.
CommandResult refuseSearch(SearchParse parsed);

CommandResult startSearch(Session& session, SearchProgram program,
                          std::unique_ptr<SearchResult> result);

} // namespace kc::imap
