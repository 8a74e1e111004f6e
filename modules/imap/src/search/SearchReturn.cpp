// SPDX-License-Identifier: Apache-2.0
// See SearchReturn.h.
#include "SearchReturn.h"

#include "wire/Ascii.h"

#include <array>

namespace kc::imap
{

namespace
{

bool readOption(ArgReader& args, SearchReturn& wanted)
{
    struct Row
    {
        sv name;
        bool SearchReturn::*member;
    };
    static constexpr std::array kRows{
        Row{"MIN", &SearchReturn::min}, Row{"MAX", &SearchReturn::max},
        Row{"ALL", &SearchReturn::all}, Row{"COUNT", &SearchReturn::count},
        Row{"SAVE", &SearchReturn::save}};
    const sv name = args.word().value_or(sv{});
    for (const Row& row : kRows)
        if (equalsIgnoringCase(row.name, name))
            return wanted.*row.member = true;
    return false;
}

} // namespace

std::optional<SearchReturn> SearchReturn::parse(ArgReader& args)
{
    SearchReturn wanted;
    ArgReader ahead = args;
    if (!ahead.space() || !equalsIgnoringCase(ahead.word().value_or(sv{}), "RETURN"))
        return wanted;
    if (!ahead.space() || !ahead.skip('('))
        return std::nullopt;
    wanted.extended = true;
    for (bool first = true; !ahead.skip(')'); first = false)
        if ((!first && !ahead.space()) || !readOption(ahead, wanted))
            return std::nullopt;
    const bool nothing = !wanted.save && !wanted.min && !wanted.max && !wanted.count;
    wanted.all = wanted.all || nothing; // RFC 4731 §3.1: "()" is "(ALL)"
    args = ahead;
    return wanted;
}

} // namespace kc::imap
