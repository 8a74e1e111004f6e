// SPDX-License-Identifier: Apache-2.0
// What the rows of the store must say of each other (doc/prose.md, "What always holds"), and how
// what is derived is made again. Nothing here takes a message away.
#pragma once

#include <span>

namespace kc::store
{

struct Rule
{
    const char* subject; ///< what the id is of
    const char* wrong;   ///< a column, or a sentence about it when `find` gives the id only
    const char* find;    ///< SELECT id, or id, is and should
    const char* mend;    ///< with ?1 the id and ?2 what should be; null: only a backup helps
    const char* alsoMend = nullptr; ///< then this, with the same
};

/// In this order: later ones count on what earlier ones mended.
std::span<const Rule> rules();

/// The same about references to attachments, where those tables are.
std::span<const Rule> referenceRules();

/// About the attachments, once all references are right.
std::span<const Rule> attachmentRules();

} // namespace kc::store
