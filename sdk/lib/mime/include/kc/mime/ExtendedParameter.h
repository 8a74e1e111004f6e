// SPDX-License-Identifier: Apache-2.0
// Parameters that RFC 2231 cut into pieces (§3) or gave a charset and a language (§4), as octets.
// Texts of parameters are kc::text's business.
#pragma once

#include <kc/mime/ContentField.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

struct ExtendedValue
{
    std::string octets;
    std::string charset;  ///< as written; empty when none is named
    std::string language; ///< as written
    /// In the form of RFC 2231: encoded words (RFC 2047) have no meaning in it.
    bool isExtended = false;

    friend bool operator==(const ExtendedValue&, const ExtendedValue&) = default;
};

/// The value of a parameter, case-insensitive, in whatever form: `name*`, `name*0*` and so on up to
/// the first piece that is missing, else `name`. A broken percent encoding stays as written.
std::optional<ExtendedValue> findExtended(const std::vector<Parameter>& parameters,
                                          std::string_view name);

} // namespace kc::mime
