// SPDX-License-Identifier: Apache-2.0
// Keywords of a message: words separated by one blank, sorted, each once in any case.
#pragma once

#include <kc/abi/draft/store.h>
#include <kc/status.hpp>

#include <string>

namespace kc::store
{

inline constexpr std::size_t kMaxKeywordOctets = 4096;

/// The one spelling of a set of keywords. They have no case (RFC 9051 §2.3.2); the first spelling
/// stays.
std::string parseKeywords(sv words);

/// `current` after a change by `change`, both as parseKeywords gives them.
std::string changeKeywords(sv current, kc_flag_change how, sv change);

} // namespace kc::store
