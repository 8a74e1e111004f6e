// SPDX-License-Identifier: Apache-2.0
// Principal/query: RFC 9670 §2.4, RFC 8620 §5.5.
#include "ArgumentReader.h"
#include "MethodTable.h"
#include "PersonFilter.h"

#include <algorithm>

namespace kc::jmap
{

namespace
{

struct Window
{
    std::int64_t position;
    std::optional<std::string> anchor;
    std::int64_t anchorOffset;
    std::optional<std::uint64_t> limit;
};

/// One login: asked of the directory directly, which need not list everybody for it.
const std::string* loneLogin(const Json* filter)
{
    if (filter == nullptr || filter->size() != 1 || !filter->contains("kc:login"))
        return nullptr;
    return (*filter)["kc:login"].get_ptr<const std::string*>();
}

std::vector<Person> candidates(const Call& call, const Json* filter)
{
    const std::string* const login = loneLogin(filter);
    if (login == nullptr)
        return listPersons(call);
    std::vector<Person> found;
    const auto take = [&](const kc_principal& principal) { found.emplace_back(principal); };
    const Status status = call.directory.find(call.context, call.caller.principal,
                                              named(*login, KC_MATCH_LOGIN), take);
    if (!status.ok() && status != KC_ENOTFOUND)
        throw Fault{KC_EUNAVAIL, "the directory cannot tell who has this login"};
    return found;
}

/// Nothing if the anchor is not there. RFC 8620 §5.5.
std::optional<std::size_t> firstOf(const Window& window, const Ids& ids)
{
    const auto total = static_cast<std::int64_t>(ids.size());
    std::int64_t first = window.position < 0 ? window.position + total : window.position;
    if (window.anchor)
    {
        const auto found = std::find(ids.begin(), ids.end(), *window.anchor);
        if (found == ids.end())
            return std::nullopt;
        first = found - ids.begin() + window.anchorOffset;
    }
    return static_cast<std::size_t>(std::clamp<std::int64_t>(first, 0, total));
}

Ids sortedMatches(const Call& call, const Json* filter, const Json* sort)
{
    std::vector<Person> persons = candidates(call, filter);
    std::erase_if(
        persons, [&](const Person& person)
        { return !isVisible(call, person) || (filter != nullptr && !matches(*filter, person)); });
    sortPersons(persons, sort == nullptr ? Json::array() : *sort);
    Ids ids;
    for (const Person& person : persons)
        ids.push_back(idText(person.id));
    return ids;
}

MethodResult answerPage(const Call& call, const Ids& ids, const Window& window, bool wantsTotal)
{
    const auto first = firstOf(window, ids);
    if (!first)
        return MethodError{"anchorNotFound", ""};
    const std::uint64_t most = call.limits.maxObjectsInGet;
    const std::uint64_t limit = std::min(window.limit.value_or(most), most);
    const std::size_t count = std::min<std::size_t>(ids.size() - *first, limit);
    Json answer{{"accountId", call.caller.directoryAccount()},
                {"queryState", fingerprint(render(Json(ids)))},
                {"canCalculateChanges", false},
                {"position", *first}};
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(*first);
    answer["ids"] = Ids(begin, begin + static_cast<std::ptrdiff_t>(count));
    if (wantsTotal)
        answer["total"] = ids.size();
    if (!window.limit || *window.limit > most)
        answer["limit"] = most;
    return answer;
}

} // namespace

MethodResult principalQuery(Call& call)
{
    ArgumentReader arguments{call.arguments};
    const std::string account = arguments.requireText("accountId");
    const Json* const filter = arguments.object("filter");
    const Json* const sort = arguments.array("sort");
    const Window window{arguments.integer("position", 0), arguments.text("anchor"),
                        arguments.integer("anchorOffset", 0), arguments.unsignedInteger("limit")};
    const bool wantsTotal = arguments.flag("calculateTotal");
    if (auto wrong = arguments.finish())
        return *wrong;
    if (auto wrong = call.checkAccount(account))
        return *wrong;
    if (auto wrong = filter == nullptr ? std::nullopt : checkFilter(call, *filter))
        return *wrong;
    if (auto wrong = sort == nullptr ? std::nullopt : checkSort(call, *sort))
        return *wrong;

    return answerPage(call, sortedMatches(call, filter, sort), window, wantsTotal);
}

} // namespace kc::jmap
