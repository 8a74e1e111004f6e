// SPDX-License-Identifier: Apache-2.0
// IMAP's BODY and BODYSTRUCTURE (RFC 3501 §7.4.2) of a part tree.
//
// What the grammar cannot show as it is: a multipart in which no part was found is shown as TEXT
// PLAIN, so that BODY[1] gives its octets; a message/rfc822 that was not entered (encoded, or
// beyond a limit) as APPLICATION OCTET-STREAM. A text part without charset is shown with the
// default us-ascii (RFC 2046 §4.1.2) when it is text/plain.
#pragma once

#include <kc/mime/Structure.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kc::mime
{

enum class BodyForm : std::uint8_t
{
    Basic,   ///< BODY
    Extended ///< BODYSTRUCTURE: with parameters of multiparts, MD5, disposition, language, location
};

/// The text of the whole message. Embedded envelopes give `maxAddresses` addresses in all.
std::string renderBodyStructure(const Structure& structure, BodyForm form,
                                std::size_t maxAddresses = 10'000);

/// The Basic form of a text in Extended form as renderBodyStructure makes it, so that only one is
/// stored. Nothing when the text is not of that form.
std::optional<std::string> basicFromExtended(std::string_view extended);

} // namespace kc::mime
