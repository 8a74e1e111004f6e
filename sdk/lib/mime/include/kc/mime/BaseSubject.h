// SPDX-License-Identifier: Apache-2.0
// The base subject by which SORT and THREAD compare subjects (RFC 5256 §2.1).
#pragma once

#include <string>
#include <string_view>

namespace kc::mime
{

struct BaseSubject
{
    std::string text;
    /// A "Re:" or "Fwd:" in one of its forms was removed (RFC 5256, THREAD=REFERENCES step 5).
    bool isReplyOrForward = false;

    friend bool operator==(const BaseSubject&, const BaseSubject&) = default;
};

/// Of a subject in UTF-8, encoded words decoded already (kc::text::decodeHeader). Total, linear.
BaseSubject baseSubject(std::string_view subject);

} // namespace kc::mime
