// SPDX-License-Identifier: Apache-2.0
// See CommandResult.h.
#include "CommandResult.h"

namespace kc::imap
{

namespace
{

constexpr sv refusalText(kc_code code)
{
    switch (code) // no default: a new code must not compile until it has a row here
    {
    case KC_ENOTFOUND:
        return "[NONEXISTENT] No such mailbox";
    case KC_EDENIED:
        return "[NOPERM] Not allowed";
    case KC_EEXISTS:
        return "[ALREADYEXISTS] There is one of that name";
    case KC_EINVAL:
        return "[CANNOT] That cannot be done";
    case KC_ENOTSUP:
        return "[CANNOT] That is not possible here";
    case KC_ETOOBIG:
        return "[LIMIT] That is larger than allowed";
    case KC_EQUOTA:
        return "[OVERQUOTA] The quota is used up";
    case KC_EUNAVAIL:
    case KC_ETIMEOUT:
    case KC_ECANCELLED:
        return "[UNAVAILABLE] The server cannot do that now, try again later";
    case KC_EBUSY:
        return "[INUSE] Somebody else is at it, try again";
    case KC_EBUG:
        return "[SERVERBUG] The server made a mistake";
    case KC_ECORRUPT:
        return "[CORRUPTION] Stored data is damaged";
    case KC_OK:
    case KC_CONTINUE:
    case KC_STOP:
    case KC_DECLINED:
        return "[SERVERBUG] The server made a mistake"; // no refusals: the caller asked wrongly
    }
    return "[UNAVAILABLE] The server cannot do that now, try again later"; // of a later SDK
}

} // namespace

CommandResult refusal(kc_code code)
{
    return CommandResult::no(refusalText(code));
}

} // namespace kc::imap
