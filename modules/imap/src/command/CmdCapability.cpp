// SPDX-License-Identifier: Apache-2.0
// CAPABILITY, RFC 3501 §6.1.1.
#include "Capability.h"
#include "CommandTable.h"

namespace kc::imap
{

/// RFC 9051 Appendix E: IDLE is a part of it.
bool offersRev2(const Session& session)
{
    return session.settings().idle;
}

std::string capabilities(const Session& session)
{
    std::string text = "IMAP4rev1";
    if (offersRev2(session))
        text.append(" IMAP4rev2");
    text.append(" LITERAL+ ID ENABLE UTF8=ACCEPT");
    if (session.state() == State::NotAuthenticated && session.canStartTls())
        text.append(" STARTTLS");
    if (session.state() == State::NotAuthenticated)
        text.append(session.mayLogin() ? " SASL-IR AUTH=PLAIN" : " LOGINDISABLED");
    else if (!session.isCompressed())
        text.append(" COMPRESS=DEFLATE");
    if (session.settings().idle)
        text.append(" IDLE");
    text.append(" APPENDLIMIT=").append(std::to_string(session.settings().maxMessageBytes));
    return text.append(
        " NAMESPACE CHILDREN SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE"
        " UIDPLUS MOVE UNSELECT WITHIN SAVEDATE MULTIAPPEND QUOTA QUOTA=RES-STORAGE "
        "CONDSTORE QRESYNC ESEARCH SEARCHRES OBJECTID SORT ESORT THREAD=ORDEREDSUBJECT"
        " THREAD=REFERENCES I18NLEVEL=1 PREVIEW BINARY");
}

CommandResult cmdCapability(Session& session, Context&, ArgReader& args)
{
    if (!args.atEnd())
        return badArguments();
    session.out() << "* CAPABILITY " << capabilities(session) << "\r\n";
    return CommandResult::ok("CAPABILITY completed");
}

} // namespace kc::imap
