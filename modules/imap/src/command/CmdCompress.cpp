// SPDX-License-Identifier: Apache-2.0
// COMPRESS DEFLATE, RFC 4978. TLS never compresses here, so nothing is compressed twice.
#include "CommandTable.h"
#include "wire/Ascii.h"

namespace kc::imap
{

CommandResult cmdCompress(Session& session, Context&, ArgReader& args)
{
    const auto algorithm = args.space() ? args.atom() : std::nullopt;
    if (!algorithm || !args.atEnd())
        return badArguments();
    if (!equalsIgnoringCase(*algorithm, "DEFLATE"))
        return CommandResult::no("[CANNOT] No such algorithm");
    if (session.isCompressed()) // RFC 4978 §3
        return CommandResult::no("[COMPRESSIONACTIVE] DEFLATE is active already");
    session.compress();
    return CommandResult::ok("COMPRESS completed");
}

} // namespace kc::imap
