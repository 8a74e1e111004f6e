// SPDX-License-Identifier: Apache-2.0
// Text as man(7) source. Whatever the text holds, it is shown as it is and is never taken for a
// request.
#pragma once

#include <kc/status.hpp>

#include <string>

namespace kc::moddoc
{

/// UTF-8 text inside of a line or a macro's quoted argument.
std::string roffText(sv text);
/// The same at the start of a line of its own; ends with a line break.
std::string roffLine(sv text);
/// A macro with one argument: roffMacro("SH", "NAME").
std::string roffMacro(sv macro, sv argument);

/// The Markdown subset of prose files (headings, paragraphs, lists, tables, code, emphasis) as
/// man(7) source. Headings become subsections; the first one, the module's name, is left out.
std::string roffFromMarkdown(sv markdown);

} // namespace kc::moddoc
