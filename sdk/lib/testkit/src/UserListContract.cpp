// SPDX-License-Identifier: Apache-2.0
// The rules for lists and relations: pages, cursors, kinds, companies.
#include <kc/test/contract_userbackend.hpp>

namespace kc::inline sdk1::test
{

namespace
{

constexpr auto kIgnoring = [](const kc_user&) {};

} // namespace

void UserBackendContract::listsEachUserOnceInPages()
{
    const Etags all = listAll(UINT32_MAX);
    for (const KnownUser& user : known())
    {
        const Row row = require(user.login, KC_MATCH_LOGIN);
        KC_RULE(all.contains(row.id), "list() gives every user: " + user.login);
        KC_RULE(all.at(row.id) == row.etag, "list() and find() give the same etag: " + user.login);
    }
    for (const std::uint32_t limit : {1U, 2U, 500U})
        KC_RULE(listAll(limit) == all, "list() gives the same users whatever the page size");
}

void UserBackendContract::givesOnlyTheKindsThatAreMeant()
{
    for (const KnownUser& user : known())
    {
        kc_user_query query = byName(user.login, KC_MATCH_LOGIN);
        query.kinds = KC_KINDS_OF_GROUPS | KC_KIND(KC_USER_COMPANY);
        KC_RULE(find(query).first == KC_ENOTFOUND && !listAll(500, query).contains(idOf(user)),
                "find() and list() leave out the kinds that are not meant");
        query.kinds = KC_KINDS_OF_USERS;
        KC_RULE(find(query).first == KC_OK && listAll(500, query).contains(idOf(user)),
                "a user is found among the kinds of users");
        const kc_user_query elsewhere = within(query, "no-such-company");
        KC_RULE(find(elsewhere).first == KC_ENOTFOUND && listAll(500, elsewhere).empty(),
                "nobody is in a company that does not exist: names of one say nothing of another");
    }
}

void UserBackendContract::relatesNobodyToStrangers()
{
    for (const kc_direction direction : {KC_REL_HELD, KC_REL_HOLDERS})
    {
        KC_RULE(relatedTo(idOf(known().front()), KC_REL_SEND_AS, direction).has_value(),
                "related() of a known object is KC_OK, also when nothing is related to it");
        for (const std::string& id : oddNames())
            KC_RULE(!relatedTo(id, KC_REL_MEMBER, direction),
                    "related() of an id that nobody has is KC_ENOTFOUND");
    }
}

void UserBackendContract::listEndsWhenTheSinkSaysSo()
{
    int rows = 0;
    kc_str next{nullptr, 0};
    const auto once = [&](const kc_user&)
    {
        ++rows;
        return false;
    };
    KC_RULE(answer([&](Context& c) { return users().list(c, everybody(), "", 10, once, next); }) ==
                    KC_OK &&
                rows == 1,
            "a sink that says KC_STOP gets no more rows, and that is no failure");
    const auto failing = [&](const kc_user&) { throw Fault{KC_EUNAVAIL, "the receiver failed"}; };
    KC_RULE(isTransient(answer([&](Context& c)
                               { return users().list(c, everybody(), "", 10, failing, next); })),
            "a sink's failure is the call's failure");
}

void UserBackendContract::aForeignCursorDoesNoHarm()
{
    for (const std::string& cursor : oddNames())
    {
        kc_str next{nullptr, 0};
        const kc_code code = answer(
            [&](Context& c) { return users().list(c, everybody(), cursor, 10, kIgnoring, next); });
        KC_RULE(code == KC_OK || code == KC_EINVAL,
                "a cursor that the backend does not know (any more) is KC_EINVAL: the caller "
                "begins again; it gave " +
                    std::to_string(code));
    }
}

UserBackendContract::Etags UserBackendContract::allPages(
    const std::function<Status(Context&, sv cursor, Sink<kc_user>, kc_str&)>& page,
    std::uint32_t limit)
{
    Etags found;
    std::string cursor;
    for (int pages = 0;; ++pages)
    {
        KC_RULE(pages < 100'000, "the cursor of the last page is empty: a walk never ends");
        std::size_t rows = 0;
        std::string twice;
        const auto take = [&](const kc_user& user)
        {
            ++rows;
            if (!found.emplace(view(user.id), view(user.etag)).second)
                twice = view(user.login);
        };
        FakeCall call{kernel().host()};
        Context context = call.context();
        kc_str next{nullptr, 0};
        KC_RULE(page(context, cursor, take, next) == KC_OK, "a page is answered");
        KC_RULE(twice.empty(), "each user comes once: " + twice);
        KC_RULE(rows <= limit, "a page has at most `limit` users: the caller has no more room");
        KC_RULE(next.n <= 1024, "a cursor has at most 1024 octets");
        cursor = view(next);
        if (cursor.empty())
            return found;
    }
}

UserBackendContract::Etags UserBackendContract::listAll(std::uint32_t limit,
                                                        const kc_user_query& query)
{
    return allPages([&](Context& context, sv cursor, Sink<kc_user> sink, kc_str& next)
                    { return users().list(context, query, cursor, limit, sink, next); },
                    limit);
}

std::optional<UserBackendContract::Etags> UserBackendContract::relatedTo(const std::string& id,
                                                                         kc_relation relation,
                                                                         kc_direction direction,
                                                                         std::uint32_t limit)
{
    kc_relation_query query{};
    query.size = sizeof query;
    query.relation = relation;
    query.direction = direction;
    query.limit = limit;
    query.id = str(id);
    bool isKnown = true;
    Etags found = allPages(
        [&](Context& context, sv cursor, Sink<kc_user> sink, kc_str& next)
        {
            query.cursor = str(cursor);
            const Status status = users().related(context, query, sink, next);
            isKnown = status != KC_ENOTFOUND;
            return isKnown ? status : Status{KC_OK};
        },
        limit);
    return isKnown ? std::optional{std::move(found)} : std::nullopt;
}

} // namespace kc::inline sdk1::test
