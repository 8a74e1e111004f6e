// SPDX-License-Identifier: Apache-2.0
// Keywords of a message: words separated by one blank, sorted, each once in any case.
#pragma once

#include "Statements.h"

#include <kc/abi/draft/store.h>

#include <string>

namespace kc::store
{

inline constexpr std::size_t kMaxKeywordOctets = 4096;
/// Of all together in a mailbox's row.
inline constexpr std::size_t kMaxMailboxKeywordOctets = 16'384;

/// The one spelling of a set of keywords. They have no case (RFC 9051 §2.3.2); the first spelling
/// stays.
std::string parseKeywords(sv words);

/// `current` after a change by `change`, both as parseKeywords gives them.
std::string changeKeywords(sv current, kc_flag_change how, sv change);

/// Notes keywords of a message, as parseKeywords gives them, in its mailbox's row, where they stay:
/// SELECT tells them (RFC 9051 §7.3.1) without looking at a message. Once they are many, no more.
void noteKeywords(SqlTx& tx, const Statements& statements, kc_id mailbox, sv keywords);

} // namespace kc::store
