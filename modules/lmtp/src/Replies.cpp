// SPDX-License-Identifier: Apache-2.0
#include "Replies.h"

namespace kc::lmtp
{

namespace
{

constexpr Reply kFault{"451 4.3.0", "Temporary failure, try again later"};

} // namespace

Reply recipientReply(kc_code code)
{
    switch (code) // no default: a new code must not compile until it has a row here
    {
    case KC_OK:
        return {"250 2.1.5", "Ok"};
    case KC_ENOTFOUND:
        return {"550 5.1.1", "User does not exist"};
    case KC_EEXISTS:
        return {"550 5.1.4", "Destination mailbox address ambiguous"};
    case KC_CONTINUE:
    case KC_STOP:
    case KC_DECLINED:
    case KC_EDENIED:
    case KC_EINVAL:
    case KC_ENOTSUP:
    case KC_ETOOBIG:
    case KC_EQUOTA:
    case KC_EUNAVAIL:
    case KC_ETIMEOUT:
    case KC_ECANCELLED:
    case KC_EBUSY:
    case KC_EBUG:
    case KC_ECORRUPT:
        return kFault;
    }
    return kFault; // a code of a later SDK
}

Reply deliveryReply(kc_code code)
{
    switch (code) // no default, as above
    {
    case KC_OK:
        return {"250 2.1.5", "Ok"};
    case KC_EQUOTA:
        return {"552 5.2.2", "Quota exceeded"};
    case KC_ETOOBIG:
        return kTooBig;
    case KC_CONTINUE:
    case KC_STOP:
    case KC_DECLINED:
    case KC_ENOTFOUND: // the directory found the user just now: try again
    case KC_EDENIED:
    case KC_EEXISTS:
    case KC_EINVAL:
    case KC_ENOTSUP:
        return {"450 4.2.0", "Mailbox temporarily unavailable"};
    case KC_EUNAVAIL:
    case KC_ETIMEOUT:
    case KC_ECANCELLED:
    case KC_EBUSY:
    case KC_EBUG:
    case KC_ECORRUPT:
        return kFault;
    }
    return kFault; // a code of a later SDK
}

Reply Ruling::reply() const
{
    switch (verdict) // no default, as above
    {
    case KC_HOOK_REJECT: // RFC 3463 §3.8: X.7.1 is a refusal by policy
        return {"550 5.7.1", text.empty() ? sv{"Message refused"} : sv{text}};
    case KC_HOOK_DEFER:
        return text.empty() ? kFault : Reply{"451 4.7.1", text};
    case KC_HOOK_DISCARD: // the sender is not told
    case KC_HOOK_CONTINUE:
    case KC_HOOK_DONE:
        return deliveryReply(KC_OK);
    }
    return kFault; // a verdict of a later SDK
}

} // namespace kc::lmtp
