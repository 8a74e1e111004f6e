// SPDX-License-Identifier: Apache-2.0
// See FetchWriter.h.
#include "FetchWriter.h"

#include "mailbox/Flags.h"
#include "mailbox/ObjectId.h"
#include "wire/DateTime.h"

#include <kc/mime/BodyStructure.h>
#include <kc/mime/Summary.h>

namespace kc::imap
{

namespace
{

void writeOpaqueBody(Output& out, const kc_message& message)
{
    out << "(\"APPLICATION\" \"OCTET-STREAM\" NIL NIL NIL \"8BIT\" " << message.octets << ')';
}

void writeEnvelope(Output& out, const kc_message& message)
{
    const auto summary = mime::SummaryView::parse(view(message.summary));
    out << "ENVELOPE "
        << (summary ? summary->envelope : sv{"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"});
}

void writeBodyStructure(Output& out, const kc_message& message)
{
    out << "BODYSTRUCTURE ";
    const auto summary = mime::SummaryView::parse(view(message.summary));
    if (summary)
        out << summary->bodyStructure;
    else
        writeOpaqueBody(out, message);
}

void writeBody(Output& out, const kc_message& message)
{
    out << "BODY ";
    const auto summary = mime::SummaryView::parse(view(message.summary));
    const auto basic = summary ? mime::basicFromExtended(summary->bodyStructure) : std::nullopt;
    if (basic)
        out << *basic;
    else
        writeOpaqueBody(out, message);
}

} // namespace

void writeFetchItem(Output& out, FetchField field, const kc_message& message)
{
    switch (field)
    {
    case FetchField::Flags:
        out << "FLAGS (" << flagText(message.flags, view(message.keywords)) << ')';
        break;
    case FetchField::Uid:
        out << "UID " << message.uid;
        break;
    case FetchField::InternalDate:
        out << "INTERNALDATE \"" << formatDateTime(message.received) << '"';
        break;
    case FetchField::Size:
        out << "RFC822.SIZE " << message.octets;
        break;
    case FetchField::Envelope:
        writeEnvelope(out, message);
        break;
    case FetchField::Body:
        writeBody(out, message);
        break;
    case FetchField::BodyStructure:
        writeBodyStructure(out, message);
        break;
    case FetchField::SaveDate: // RFC 8514 §4.3; 0: of before there were such dates
        if (message.saved == 0)
            out << "SAVEDATE NIL";
        else
            out << "SAVEDATE \"" << formatDateTime(message.saved) << '"';
        break;
    case FetchField::EmailId:
        out << "EMAILID (" << emailId(message.email) << ')';
        break;
    case FetchField::ThreadId: // RFC 8474 §5.2: no threads are kept
        out << "THREADID NIL";
        break;
    case FetchField::Modseq:
        out << "MODSEQ (" << message.modseq << ')';
        break;
    case FetchField::PreviewIfReady:
        out << "PREVIEW NIL";
        break;
    case FetchField::Preview:
    case FetchField::Section: // of the octets, not of the row
        break;
    }
}

} // namespace kc::imap
