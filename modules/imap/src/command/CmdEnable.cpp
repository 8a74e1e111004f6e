// SPDX-License-Identifier: Apache-2.0
// ENABLE, RFC 5161. What nobody knows is ignored; what is enabled stays so.
#include "Capability.h"
#include "CommandTable.h"
#include "wire/Ascii.h"

#include <array>
#include <vector>

namespace kc::imap
{

namespace
{

struct Row
{
    sv name;
    Extension extension;
};

constexpr std::array kRows{
    Row{"CONDSTORE", Extension::Condstore}, Row{"IMAP4rev2", Extension::Imap4rev2},
    Row{"QRESYNC", Extension::Qresync}, Row{"UTF8=ACCEPT", Extension::Utf8Accept}};

const Row* findRow(sv name)
{
    for (const Row& row : kRows)
        if (equalsIgnoringCase(row.name, name))
            return &row;
    return nullptr;
}

} // namespace

CommandResult cmdEnable(Session& session, Context&, ArgReader& args)
{
    std::vector<const Row*> known;
    do
    {
        const auto name = args.space() ? args.atom() : std::nullopt;
        if (!name)
            return badArguments();
        const Row* const row = findRow(*name);
        if (row != nullptr && (row->extension != Extension::Imap4rev2 || offersRev2(session)))
            known.push_back(row);
    } while (!args.atEnd());
    session.out() << "* ENABLED";
    for (const Row* row : known)
        session.out() << ' ' << row->name;
    session.out() << "\r\n";
    for (const Row* row : known) // after the response: HIGHESTMODSEQ may follow
        session.enable(row->extension);
    return CommandResult::ok("ENABLE completed");
}

} // namespace kc::imap
