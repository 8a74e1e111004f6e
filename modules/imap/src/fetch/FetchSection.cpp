// SPDX-License-Identifier: Apache-2.0
// The grammar of BODY[…]<…> (RFC 3501 §9, section).
#include "FetchRequest.h"

#include "wire/Ascii.h"

#include <algorithm>

namespace kc::imap
{

namespace
{

/// No message has parts that deep (limits: MIME depth 100).
constexpr std::size_t kMaxPath = 200;

/// "1.2." or "1.2": numbers, each followed by a dot but perhaps the last.
bool readPath(ArgReader& args, FetchSection& section)
{
    while (!args.at(']'))
    {
        ArgReader ahead = args;
        const auto number = ahead.number();
        if (!number)
            return true; // a keyword follows
        const bool dot = ahead.skip('.');
        if (*number == 0 || section.path.size() == kMaxPath || (!dot && !ahead.at(']')))
            return false;
        section.path.push_back(*number);
        section.label.append(std::to_string(*number)).append(dot ? "." : "");
        args = ahead;
    }
    return !section.label.ends_with('.');
}

/// The name of a field comes back in the response: nothing but printable ASCII, no quotes.
bool isRepeatable(sv name)
{
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

bool readFields(ArgReader& args, FetchSection& section)
{
    if (!args.space() || !args.skip('('))
        return false;
    section.label.append(" (");
    do
    {
        auto field = args.astring();
        if (!field)
            return false;
        const bool bare = ArgReader{*field}.atom() == sv{*field};
        if (!section.fields.empty())
            section.label.push_back(' ');
        if (!isRepeatable(*field))
            return false;
        section.label.append(bare ? *field : '"' + *field + '"');
        section.fields.push_back(std::move(*field));
    } while (args.space());
    section.label.push_back(')');
    return args.skip(')');
}

bool readKeyword(ArgReader& args, FetchSection& section)
{
    const sv whole = args.rest().substr(0, args.rest().find_first_of("] "));
    for (std::size_t i = 0; i < whole.size(); ++i)
        args.skip(whole[i]);
    section.label.append(toUpper(whole));
    using Choice = FetchSection::Choice;
    if (equalsIgnoringCase(whole, "HEADER"))
        section.kind = mime::SectionKind::Header;
    else if (equalsIgnoringCase(whole, "TEXT"))
        section.kind = mime::SectionKind::Text;
    else if (equalsIgnoringCase(whole, "MIME"))
        section.kind = mime::SectionKind::Mime;
    else if (equalsIgnoringCase(whole, "HEADER.FIELDS") ||
             equalsIgnoringCase(whole, "HEADER.FIELDS.NOT"))
    {
        section.kind = mime::SectionKind::Header;
        section.choice = whole.size() == 13 ? Choice::Fields : Choice::FieldsNot;
        return readFields(args, section);
    }
    else
        return false;
    // RFC 3501 §6.4.5: MIME is of a part
    return section.kind != mime::SectionKind::Mime || !section.path.empty();
}

/// "<" offset "." length ">"; the response has the offset only.
bool readPartial(ArgReader& args, FetchSection& section)
{
    const auto offset = args.number64();
    if (!offset || !args.skip('.'))
        return false;
    const auto length = args.number64();
    if (!length || *length == 0 || !args.skip('>'))
        return false;
    section.partial = FetchSection::Partial{*offset, *length};
    section.label.append("<").append(std::to_string(*offset)).append(">");
    return true;
}

} // namespace

bool parseSection(ArgReader& args, FetchSection& section)
{
    section.label = "BODY[";
    if (!readPath(args, section))
        return false;
    if (!args.at(']') && !readKeyword(args, section))
        return false;
    if (!args.skip(']'))
        return false;
    section.label.push_back(']');
    return !args.skip('<') || readPartial(args, section);
}

bool parseBinarySection(ArgReader& args, FetchSection& section)
{
    const bool isSize = section.form == FetchSection::Form::DecodedSize;
    section.label = isSize ? "BINARY.SIZE[" : "BINARY[";
    if (!readPath(args, section) || !args.skip(']'))
        return false;
    section.label.push_back(']');
    return !args.at('<') || (!isSize && args.skip('<') && readPartial(args, section));
}

} // namespace kc::imap
