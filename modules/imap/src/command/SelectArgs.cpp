// SPDX-License-Identifier: Apache-2.0
// See SelectArgs.h.
#include "SelectArgs.h"

#include "wire/Ascii.h"

namespace kc::imap
{

namespace
{

/// sequence-set in which "*" and "$" are not allowed.
std::optional<UidRanges> readNumbers(ArgReader& args)
{
    const auto text = args.sequenceSet();
    if (!text || text->find_first_of("*$") != sv::npos)
        return std::nullopt;
    const auto set = SequenceSet::parse(*text);
    return set ? std::optional{set->resolve(0)} : std::nullopt;
}

/// seq-match-data after its "(". Only checked: the store knows what vanished since any modseq, and
/// then it says nothing new (RFC 7162 §5.3).
bool skipSequenceMatch(ArgReader& args)
{
    return readNumbers(args) && args.space() && readNumbers(args) && args.skip(')');
}

/// SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
std::optional<KnownState> readKnownState(ArgReader& args)
{
    KnownState known;
    if (!args.space() || !args.skip('('))
        return std::nullopt;
    known.uidValidity = args.number().value_or(0);
    if (known.uidValidity == 0 || !args.space())
        return std::nullopt;
    known.modseq = args.modseq().value_or(0);
    if (known.modseq == 0)
        return std::nullopt;
    bool more = args.space();
    if (more && !args.at('('))
    {
        auto uids = readNumbers(args);
        if (!uids)
            return std::nullopt;
        known.uids = std::move(*uids);
        more = args.space();
    }
    if (more && (!args.skip('(') || !skipSequenceMatch(args)))
        return std::nullopt;
    return args.skip(')') ? std::optional{std::move(known)} : std::nullopt;
}

} // namespace

std::optional<SelectArgs> SelectArgs::parse(ArgReader& args)
{
    SelectArgs parsed;
    if (args.atEnd())
        return parsed;
    if (!args.space() || !args.skip('('))
        return std::nullopt;
    do
    {
        const sv name = args.word().value_or(sv{});
        if (equalsIgnoringCase(name, "CONDSTORE"))
            parsed.condstore = true;
        else if (!equalsIgnoringCase(name, "QRESYNC") || !(parsed.known = readKnownState(args)))
            return std::nullopt;
    } while (args.space());
    if (!args.skip(')') || !args.atEnd())
        return std::nullopt;
    return parsed;
}

} // namespace kc::imap
