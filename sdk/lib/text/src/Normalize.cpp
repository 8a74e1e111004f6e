// SPDX-License-Identifier: Apache-2.0
#include "Utf8.h"

#include <kc/text/Normalize.h>
#include <kc/text/TextDecoder.h>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

namespace kc::text
{

std::optional<std::string> normalizeNfc(std::string_view utf8)
{
    if (utf8::asciiPrefix(utf8) == utf8.size())
        return std::string{utf8};
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error) || !isUtf8(utf8))
        return std::nullopt;
    std::string result;
    icu::StringByteSink<std::string> sink{&result};
    nfc->normalizeUTF8(0, icu::StringPiece{utf8.data(), static_cast<std::int32_t>(utf8.size())},
                       sink, nullptr, error);
    return U_FAILURE(error) ? std::nullopt : std::optional{std::move(result)};
}

} // namespace kc::text
