// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract_userbackend.hpp>

namespace kc::inline sdk1::test
{

namespace
{

constexpr auto kIgnoring = [](const kc_user&) {};

} // namespace

std::vector<std::string> UserBackendContract::secrets()
{
    std::vector<std::string> all{kNewPassword};
    for (const KnownUser& user : known())
        all.push_back(user.password);
    return all;
}

void UserBackendContract::findsByLoginAddressAndId()
{
    KC_RULE(known().size() >= 2, "known() names two users or more: with one, nothing is mixed up");
    if (!oneHas(&KnownUser::address))
        skip("give a user of known() an address");
    for (const KnownUser& user : known())
    {
        const Row row = require(user.login, KC_MATCH_LOGIN);
        KC_RULE(folded(row.login) == folded(user.login),
                "find() pushes the user whose login was asked for: " + user.login);
        KC_RULE(!row.id.empty() && row.id.size() <= 255,
                "kc_user.id has 1 to 255 octets, since mailboxes are tied to it");
        KC_RULE(!row.etag.empty(), "kc_user.etag tells that a user has changed; it is empty");
        const Row again = require(row.id, KC_MATCH_ID);
        KC_RULE(again.id == row.id, "find() by id gives the same user");
        KC_RULE(again.etag == row.etag, "the etag of a user stays while nothing changes");
        if (!user.address.empty())
            KC_RULE(require(user.address, KC_MATCH_ADDRESS).id == row.id,
                    "find() by address gives the user who has it: " + user.address);
    }
}

void UserBackendContract::caseOfLettersMakesNoDifference()
{
    for (const KnownUser& user : known())
    {
        KC_RULE(require(raised(user.login), kNames).id == idOf(user),
                "logins are compared without case: people type them as they like");
        if (!user.address.empty())
            KC_RULE(require(raised(user.address), kNames).id == idOf(user),
                    "addresses are compared without case, as mail servers do");
    }
}

void UserBackendContract::matchesOnlyWhatIsAskedFor()
{
    for (const KnownUser& user : known())
    {
        if (!user.address.empty() && user.address != user.login)
            KC_RULE(find(user.address, KC_MATCH_LOGIN).first == KC_ENOTFOUND,
                    "without KC_MATCH_ADDRESS an address finds nobody");
        if (idOf(user) != user.login)
            KC_RULE(find(idOf(user), kNames).first == KC_ENOTFOUND,
                    "without KC_MATCH_ID an id finds nobody: ids are not names to log in by");
        KC_RULE(find(user.login, 0).first == KC_ENOTFOUND, "no match bit matches nobody");
    }
}

void UserBackendContract::unknownNamesAreNotFound()
{
    std::vector<std::string> names = oddNames();
    names.push_back("");
    names.push_back(known().front().login + "x");
    names.push_back(known().front().login + std::string(1, '\0'));
    for (const std::string& name : names)
    {
        const auto [code, rows] = find(name, kNames | KC_MATCH_ID);
        KC_RULE(code == KC_ENOTFOUND,
                "a name that nobody has is KC_ENOTFOUND and nothing else (a fault would defer "
                "mail for ever; text from clients is no pattern): \"" +
                    name.substr(0, 40) + "\" gave " + std::to_string(code));
        KC_RULE(rows.empty(), "nothing is pushed for a name that nobody has");
    }
}

void UserBackendContract::idsOutliveARestart()
{
    std::vector<std::string> before;
    for (const KnownUser& user : known())
        before.push_back(idOf(user));
    restart();
    for (std::size_t i = 0; i < before.size(); ++i)
        KC_RULE(idOf(known()[i]) == before[i],
                "an id stays a user's own: with another one the user would lose the mailbox");
}

void UserBackendContract::answersManyThreads()
{
    const std::vector<KnownUser> all = known();
    const std::size_t count = listAll(500).size();
    atOnce(8,
           [&](int thread) -> std::string
           {
               const KnownUser& user = all[static_cast<std::size_t>(thread) % all.size()];
               for (int i = 0; i < 20; ++i)
               {
                   const auto [code, rows] = find(user.login, KC_MATCH_LOGIN);
                   if (code != KC_OK || rows.size() != 1 ||
                       folded(rows[0].login) != folded(user.login))
                       return "find() gave another user or none";
                   if (find("no-such-name", kNames).first != KC_ENOTFOUND)
                       return "find() found somebody who does not exist";
               }
               return listAll(3).size() == count ? "" : "list() gave other users";
           });
}

void UserBackendContract::aLateCallNeverSaysAbsent()
{
    const std::string login = known().front().login;
    KC_RULE(lateAnswer([&](Context& c)
                       { return users().find(c, byName(login, KC_MATCH_LOGIN), kIgnoring); }) !=
                KC_ENOTFOUND,
            "after the deadline the answer is KC_ETIMEOUT, or still the right one: absence "
            "must be proven, since mail is refused for good on it");
}

void UserBackendContract::aBrokenSourceNeverSaysAbsent()
{
    const KnownUser user = known().front();
    const std::string id = idOf(user);
    if (!sourceBreaks())
        return;
    for (const std::string& name : {user.login, std::string{"no-such-name"}})
        KC_RULE(isTransient(find(name, kNames).first),
                "when the source cannot answer, find() fails with a transient code (throw "
                "kc::Fault{KC_EUNAVAIL, …}): KC_ENOTFOUND would bounce the mail of all users");
    kc_str next{nullptr, 0};
    KC_RULE(isTransient(answer([&](Context& c)
                               { return users().list(c, everybody(), "", 10, kIgnoring, next); })),
            "when the source cannot answer, list() fails: a short list would remove users");
    if (verifies())
        KC_RULE(isTransient(verify(id, user.password)),
                "when the source cannot answer, verify() fails; a refusal counts as an attack");
}

void UserBackendContract::answersAsTheSourceIsNow()
{
    std::map<std::string, std::pair<KnownUser, Row>> before;
    for (const KnownUser& user : known())
        before[folded(user.login)] = {user, require(user.login, KC_MATCH_LOGIN)};
    const std::vector<KnownUser> after = changeSource();
    if (after.empty())
        return skip("override changeSource()");
    const Etags listed = listAll(500);
    for (const KnownUser& user : after)
    {
        const Row row = require(user.login, KC_MATCH_LOGIN);
        KC_RULE(listed.contains(row.id), "list() gives a user who has come: " + user.login);
        if (!user.address.empty())
            KC_RULE(require(user.address, KC_MATCH_ADDRESS).id == row.id,
                    "a new address finds its user from the next call on: " + user.address);
        const auto was = before.find(folded(user.login));
        if (was == before.end())
            continue;
        const auto& [oldUser, oldRow] = was->second;
        KC_RULE(row.id == oldRow.id, "a change leaves a user's id alone: " + user.login);
        KC_RULE(user.address == oldUser.address || row.etag != oldRow.etag,
                "the etag changes when a field does, else the directory keeps the old one: " +
                    user.login);
        before.erase(was);
    }
    for (const auto& [login, gone] : before)
        KC_RULE(find(login, kNames).first == KC_ENOTFOUND && !listed.contains(gone.second.id),
                "who has gone from the source is gone from the next call on: " + login);
}

void UserBackendContract::refusesAmbiguousNames()
{
    const std::string name = ambiguousName();
    if (name.empty() && !writes())
        skip("override ambiguousName()");
    if (name.empty())
        return;
    for (const std::string& typed : {name, raised(name)})
    {
        const auto [code, rows] = find(typed, kNames);
        KC_RULE(code == KC_EEXISTS && rows.empty(),
                "a name that fits two users is KC_EEXISTS: mail must not go to whoever comes "
                "first; it gave " +
                    std::to_string(code));
    }
}

void UserBackendContract::verifiesOnlyTheRightPassword()
{
    if (!verifies())
        return;
    if (!oneHas(&KnownUser::password))
        skip("give a user of known() a password");
    for (const KnownUser& user : known())
    {
        const std::string& right = user.password;
        const std::string id = idOf(user);
        KC_RULE(right.empty() || verify(id, right) == KC_OK,
                "verify() takes the id and the password of a user: " + user.login);
        for (const std::string& wrong :
             {std::string{}, right + "x", right + std::string(1, '\0'),
              right.substr(0, right.size() / 2), std::string(100'000, 'x')})
            KC_RULE(verify(id, wrong) == KC_EDENIED,
                    "a wrong password, and always an empty one, is KC_EDENIED");
    }
    std::vector<std::string> ids = oddNames();
    ids.emplace_back("");
    for (const std::string& id : ids)
        KC_RULE(verify(id, known().front().password) == KC_EDENIED,
                "an unknown user is KC_EDENIED like a wrong password, so that nobody learns "
                "who exists");
}

UserBackendProxy UserBackendContract::users()
{
    return UserBackendProxy{kernel().service(KC_USERBACKEND)};
}

std::pair<kc_code, std::vector<UserBackendContract::Row>>
UserBackendContract::find(const kc_user_query& query)
{
    std::vector<Row> rows;
    const auto take = [&](const kc_user& user) { rows.push_back(copy(user)); };
    const kc_code code =
        answer([&](Context& context) { return users().find(context, query, take); });
    return {code, rows};
}

std::pair<kc_code, std::vector<UserBackendContract::Row>>
UserBackendContract::find(const std::string& name, std::uint32_t match)
{
    return find(byName(name, match));
}

UserBackendContract::Row UserBackendContract::require(const std::string& name, std::uint32_t match)
{
    const auto [code, rows] = find(name, match);
    KC_RULE(code == KC_OK && rows.size() == 1, "a known user is found and pushed once: \"" + name +
                                                   "\" gave " + std::to_string(code) + " and " +
                                                   std::to_string(rows.size()) + " rows");
    return rows.front();
}

UserBackendContract::Row UserBackendContract::copy(const kc_user& user)
{
    return {std::string{view(user.id)}, std::string{view(user.etag)},
            std::string{view(user.login)}};
}

std::string UserBackendContract::folded(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

std::string UserBackendContract::raised(std::string text)
{
    for (char& c : text)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

bool UserBackendContract::oneHas(std::string KnownUser::*field)
{
    const std::vector<KnownUser> all = known();
    return std::any_of(all.begin(), all.end(),
                       [&](const KnownUser& user) { return !(user.*field).empty(); });
}

std::string UserBackendContract::idOf(const KnownUser& user)
{
    return require(user.login, KC_MATCH_LOGIN).id;
}

bool UserBackendContract::offers(const char* iface)
{
    kc_service found{sizeof found, nullptr, nullptr, nullptr};
    return kernel().host()->find(kernel().host()->k, iface, nullptr, &found) == KC_OK;
}

bool UserBackendContract::verifies()
{
    return offers(KC_USERVERIFIER);
}

kc_code UserBackendContract::verify(const std::string& id, const std::string& password)
{
    UserVerifierProxy verifier{kernel().service(KC_USERVERIFIER)};
    return answer([&](Context& context) { return verifier.verify(context, id, password); });
}

} // namespace kc::inline sdk1::test
