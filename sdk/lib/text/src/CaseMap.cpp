// SPDX-License-Identifier: Apache-2.0
#include "Ascii.h"
#include "Utf8.h"

#include <kc/text/CaseMap.h>

#include <algorithm>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

namespace kc::text
{

namespace
{

void appendCapitals(std::string& out, std::string_view ascii)
{
    const std::size_t start = out.size();
    out.append(ascii);
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start), ascii::upper);
}

// RFC 5051 §2 (2): the titlecase of each character, then compatibility decomposition; of what that
// gives, titlecase again, for the letters of ligatures.
std::string titleCase(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty())
    {
        const std::size_t plain = utf8::asciiPrefix(text);
        appendCapitals(result, text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const utf8::Character character = utf8::next(text);
        if (character.form == utf8::Form::Whole)
            utf8::append(result,
                         static_cast<char32_t>(u_totitle(static_cast<UChar32>(character.value))));
        else
            result.append(text.substr(0, character.size));
        text.remove_prefix(character.size);
    }
    return result;
}

std::string decompose(const std::string& text)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(error);
    std::string result;
    if (U_FAILURE(error))
        return text;
    icu::StringByteSink<std::string> sink{&result};
    nfkd->normalizeUTF8(0, text, sink, nullptr, error);
    return U_FAILURE(error) ? text : result;
}

} // namespace

std::string caseMap(std::string_view utf8)
{
    std::string result;
    if (utf8::asciiPrefix(utf8) == utf8.size())
        appendCapitals(result, utf8);
    else
        result = titleCase(decompose(titleCase(utf8)));
    return result;
}

// Over an ASCII character nothing decomposes or is put in another order.
std::size_t caseMapBoundary(std::string_view utf8) noexcept
{
    std::size_t end = utf8.size();
    while (end > 0 && static_cast<unsigned char>(utf8[end - 1]) >= 0x80)
        --end;
    return end;
}

} // namespace kc::text
