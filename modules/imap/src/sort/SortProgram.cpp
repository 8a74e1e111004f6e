// SPDX-License-Identifier: Apache-2.0
// See SortProgram.h.
#include "SortProgram.h"

#include "SummaryText.h"
#include "wire/Ascii.h"

#include <array>

namespace kc::imap
{

namespace
{

/// There are seven keys: whoever names more names some twice.
constexpr std::size_t kMaxCriteria = 14;

std::optional<SortKey> keyNamed(sv name)
{
    struct Row
    {
        sv name;
        SortKey key;
    };
    static constexpr std::array kRows{Row{"ARRIVAL", SortKey::Arrival},
                                      Row{"CC", SortKey::Cc},
                                      Row{"DATE", SortKey::Date},
                                      Row{"FROM", SortKey::From},
                                      Row{"SIZE", SortKey::Size},
                                      Row{"SUBJECT", SortKey::Subject},
                                      Row{"TO", SortKey::To}};
    for (const Row& row : kRows)
        if (equalsIgnoringCase(row.name, name))
            return row.key;
    return std::nullopt;
}

/// Big-endian, negative ones first.
std::string numberKey(std::int64_t number)
{
    const std::uint64_t ordered = static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63);
    std::string key;
    for (int shift = 56; shift >= 0; shift -= 8)
        key.push_back(static_cast<char>(ordered >> shift & 0xff));
    return key;
}

/// Ended by a NUL, which no decoded text has: a text sorts before those that it begins.
std::string textKey(std::string text)
{
    text.push_back('\0');
    return text;
}

std::string keyPart(SortKey key, const kc_message& message)
{
    switch (key)
    {
    case SortKey::Arrival:
        return numberKey(message.received);
    case SortKey::Cc:
        return textKey(firstMailbox(message, mime::EnvelopeElement::Cc));
    case SortKey::Date:
        return numberKey(sentSeconds(message));
    case SortKey::From:
        return textKey(firstMailbox(message, mime::EnvelopeElement::From));
    case SortKey::Size:
        return numberKey(static_cast<std::int64_t>(message.octets));
    case SortKey::Subject:
        return textKey(baseSubjectOf(message).text);
    case SortKey::To:
        return textKey(firstMailbox(message, mime::EnvelopeElement::To));
    }
    return {};
}

} // namespace

std::optional<SortProgram> SortProgram::parse(ArgReader& args)
{
    SortProgram program;
    if (!args.skip('('))
        return std::nullopt;
    do
    {
        sv name = args.word().value_or(sv{});
        const bool isReverse = equalsIgnoringCase(name, "REVERSE");
        if (isReverse)
            name = args.space() ? args.word().value_or(sv{}) : sv{};
        const auto key = keyNamed(name);
        if (!key || program._criteria.size() == kMaxCriteria)
            return std::nullopt;
        program._criteria.push_back({*key, isReverse});
    } while (args.space());
    return args.skip(')') ? std::optional{std::move(program)} : std::nullopt;
}

std::string SortProgram::keyOf(const kc_message& message) const
{
    std::string key;
    for (const SortCriterion& criterion : _criteria)
    {
        std::string part = keyPart(criterion.key, message);
        if (criterion.isReverse)
            for (char& c : part)
                c = static_cast<char>(~c);
        key.append(part);
    }
    return key;
}

} // namespace kc::imap
