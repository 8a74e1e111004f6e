// SPDX-License-Identifier: Apache-2.0
// Principal/query: RFC 9670 §2.4, RFC 8620 §5.5.
#include "MethodTable.h"
#include "PrincipalFilter.h"

namespace kc::jmap
{

namespace
{

std::string keyOf(const Principal& principal, const std::string& property)
{
    if (property == "name")
        return textKey(nameOf(principal));
    if (property == "email")
        return textKey(principal.email);
    if (property == "kc:login")
        return textKey(principal.login);
    return typeOf(principal.kind);
}

} // namespace

MethodResult principalQuery(Call& call)
{
    const auto read = readQuery(call);
    if (const auto* const wrong = std::get_if<MethodError>(&read))
        return *wrong;
    const auto& query = std::get<QueryArguments>(read);
    if (auto wrong = call.checkAccount(query.account))
        return *wrong;
    const auto isSortable = [&](const std::string& property)
    {
        return property == "name" || property == "email" || property == "type" ||
               (property == "kc:login" && call.isAdminView());
    };
    if (auto wrong =
            query.filter == nullptr ? std::nullopt : checkPrincipalFilter(call, *query.filter))
        return *wrong;
    if (auto wrong = query.sort == nullptr ? std::nullopt : checkSort(*query.sort, isSortable))
        return *wrong;

    std::vector<Sortable> rows;
    const auto take = [&](const Principal& principal)
    {
        const auto key = [&](const std::string& property) { return keyOf(principal, property); };
        rows.push_back({idText(principal.id), sortKeys(query.sort, key)});
    };
    PrincipalFilter{call, query.filter}.visit(take);
    return queryAnswer(call, query, sorted(std::move(rows), query.sort));
}

} // namespace kc::jmap
