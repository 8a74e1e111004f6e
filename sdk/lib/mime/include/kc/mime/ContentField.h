// SPDX-License-Identifier: Apache-2.0
// Values of the Content-* fields (RFC 2045 §5, §6.1; RFC 2183; RFC 3282). All functions take an
// unfolded value, are total, linear, and lenient: what real senders write is understood where only
// one reading makes sense. Comments are skipped; RFC 2231 and RFC 2047 encodings are left as they
// are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kc::mime
{

struct Parameter
{
    std::string name;  ///< as written
    std::string value; ///< without quotes and backslashes

    friend bool operator==(const Parameter&, const Parameter&) = default;
};

struct ContentType
{
    std::string type;    ///< as written, never empty
    std::string subtype; ///< as written, never empty
    std::vector<Parameter> parameters;

    friend bool operator==(const ContentType&, const ContentType&) = default;
};

struct Disposition
{
    std::string
        kind; ///< as written; "attachment" when the field has parameters only (RFC 2183 §2.8)
    std::vector<Parameter> parameters;

    friend bool operator==(const Disposition&, const Disposition&) = default;
};

enum class TransferEncoding : std::uint8_t
{
    SevenBit,
    EightBit,
    Binary,
    QuotedPrintable,
    Base64,
    Other
};

/// Nothing when there is no `type/subtype` (RFC 2045 §5.2: the default then holds). Keeps the first
/// `maxParameters`.
std::optional<ContentType> parseContentType(std::string_view value,
                                            std::size_t maxParameters = 128);

/// Nothing when the field says nothing at all.
std::optional<Disposition> parseDisposition(std::string_view value,
                                            std::size_t maxParameters = 128);

/// The first word of the value, empty when there is none.
std::string parseFirstToken(std::string_view value);

/// The encoding a token names, case-insensitive; SevenBit for an empty one, Other for an unknown
/// one (RFC 2045 §6.4).
TransferEncoding parseTransferEncoding(std::string_view token) noexcept;

/// Language tags, separated by commas (RFC 3282 §2); at most `maxTags`.
std::vector<std::string> parseLanguages(std::string_view value, std::size_t maxTags = 128);

/// Value of the first parameter of that name, case-insensitive; nullptr when absent. Valid as long
/// as the vector.
const std::string* findParameter(const std::vector<Parameter>& parameters,
                                 std::string_view name) noexcept;

} // namespace kc::mime
