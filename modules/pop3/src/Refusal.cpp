// SPDX-License-Identifier: Apache-2.0
// See Refusal.h.
#include "Refusal.h"

namespace kc::pop3
{

sv refusalText(kc_code code)
{
    constexpr sv kLater = "[SYS/TEMP] The server cannot do that now, try again later";
    switch (code) // no default: a new code must not compile until it has a row here
    {
    case KC_ENOTFOUND:
        return "No such message any more";
    case KC_EDENIED:
    case KC_EEXISTS:
    case KC_EINVAL:
    case KC_ENOTSUP:
    case KC_ETOOBIG:
        return "[SYS/PERM] That cannot be done";
    case KC_EQUOTA:
    case KC_EUNAVAIL:
    case KC_ETIMEOUT:
    case KC_ECANCELLED:
    case KC_EBUSY:
        return kLater;
    case KC_ECORRUPT:
        return "[SYS/PERM] Stored data is damaged";
    case KC_EBUG:
    case KC_OK:
    case KC_CONTINUE:
    case KC_STOP:
    case KC_DECLINED:
        return "[SYS/PERM] The server made a mistake"; // the last four are no refusals
    }
    return kLater; // of a later SDK
}

} // namespace kc::pop3
