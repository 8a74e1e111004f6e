// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract_auth.hpp>

namespace kc::inline sdk1::test
{

void AuthContract::letsInWithTheRightPassword()
{
    const auto [user, password] = credentials();
    for (const sv protocol : {"imap", "http", "lmtp", "a-protocol-of-tomorrow"})
        for (const sv address : {"", "192.0.2.1", "2001:db8::1"})
            KC_RULE(verify(user, password, protocol, address) == KC_OK,
                    "the right password is KC_OK on every protocol and from everywhere");
}

void AuthContract::letsNobodyInWithAnyOther()
{
    const auto [user, right] = credentials();
    for (const std::string& wrong :
         {std::string{}, right + "x", "x" + right, right.substr(0, right.size() - 1),
          right + std::string(1, '\0'), std::string(1, '\0') + right,
          right + std::string(1, '\0') + "x", right + right, right + " ",
          std::string(1'000'000, 'x')})
        KC_RULE(isRefusal(verify(user, wrong)),
                "a wrong password is KC_EDENIED (or KC_DECLINED): not what begins like the "
                "right one, not what holds a NUL, never the empty one");
    KC_RULE(verify(user, right) == KC_OK, "wrong tries change nothing for the right password");
}

void AuthContract::letsNobodyInByAnOddName()
{
    std::vector<std::string> names = oddNames();
    names.push_back("");
    for (const std::string& name : names)
    {
        const kc_code code = verify(name, credentials().password);
        KC_RULE(!isTransient(code) && code > -200,
                "a name that nobody has is no fault: it is refused, or left to the next");
        KC_RULE(code != KC_OK || !knowsUsers(), "nobody gets in by a name that does not exist");
    }
}

void AuthContract::declinesWithoutAPassword()
{
    const auto [user, password] = credentials();
    KC_RULE(verify(user, password, "imap", "192.0.2.1", 0) == KC_DECLINED,
            "has_password == 0 means no credentials but the connection's: a password check "
            "answers KC_DECLINED, since KC_EDENIED would keep the next module from saying yes");
}

void AuthContract::answersManyThreads()
{
    const Credentials right = credentials();
    atOnce(8,
           [&, this](int thread) -> std::string
           {
               for (int i = 0; i < 3; ++i)
                   if (thread % 2 == 0 ? verify(right.user, right.password) != KC_OK
                                       : !isRefusal(verify(right.user, right.password + "x")))
                       return "verify() mixed two calls up";
               return "";
           });
}

void AuthContract::aLateCheckIsNoRefusal()
{
    const Credentials right = credentials();
    PasswordAuthProxy auth{kernel().service(KC_AUTH)};
    const kc_code late =
        lateAnswer([&](Context& c)
                   { return auth.verify(c, request("imap", "", 1), right.user, right.password); });
    KC_RULE(late == KC_OK || isTransient(late),
            "after the deadline: KC_OK if it is right, or a transient code; a refusal would "
            "count as a wrong password");
}

void AuthContract::aBrokenSourceIsNoRefusal()
{
    const Credentials right = credentials();
    if (sourceBreaks())
        KC_RULE(isTransient(verify(right.user, right.password)),
                "when the source cannot answer, verify() fails (throw kc::Fault{KC_EUNAVAIL, "
                "…}): a refusal would lock out everybody");
}

bool AuthContract::isRefusal(kc_code code)
{
    return code == KC_EDENIED || code == KC_DECLINED;
}

kc_auth_request AuthContract::request(sv protocol, sv address, std::uint32_t hasPassword)
{
    return {sizeof(kc_auth_request), str(protocol), str(address), -1, hasPassword};
}

kc_code AuthContract::verify(sv user, sv password, sv protocol, sv address,
                             std::uint32_t hasPassword)
{
    PasswordAuthProxy auth{kernel().service(KC_AUTH)};
    return answer(
        [&](Context& c)
        { return auth.verify(c, request(protocol, address, hasPassword), user, password); });
}

} // namespace kc::inline sdk1::test
