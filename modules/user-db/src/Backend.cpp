// SPDX-License-Identifier: Apache-2.0
#include "Backend.h"

#include <algorithm>

namespace kc::userdb
{

namespace
{

constexpr std::uint32_t kMaxPage = 1000;

/// A page's cursor is its last id. Nothing for a text that is no cursor of ours.
std::optional<std::int64_t> beginOf(sv cursor)
{
    return cursor.empty() ? std::optional<std::int64_t>{0} : parseId(cursor);
}

void push(const Context& context, const std::vector<UserRecord>& page, bool isFull,
          const Sink<kc_user>& users, kc_str& next)
{
    for (const UserRecord& record : page)
        if (!users(UserRow{record}.raw()))
            return;
    if (isFull)
        next = context.keep(std::to_string(page.back().id));
}

} // namespace

Status Backend::find(Context& context, const kc_user_query& query, Sink<kc_user> users)
{
    const std::vector<UserRecord> found = _tables.value().users.find(context, query);
    if (found.empty())
        return KC_ENOTFOUND;
    if (found.size() > 1)
        return KC_EEXISTS;
    (void)users(UserRow{found.front()}.raw());
    return KC_OK;
}

Status Backend::list(Context& context, const kc_user_query& query, sv cursor, std::uint32_t limit,
                     Sink<kc_user> users, kc_str& next)
{
    next = {nullptr, 0};
    const auto after = beginOf(cursor);
    if (!after)
        return KC_EINVAL;
    const std::uint32_t size = std::clamp(limit, 1U, kMaxPage);
    const std::vector<UserRecord> page = _tables.value().users.page(context, query, *after, size);
    push(context, page, page.size() == size, users, next);
    return KC_OK;
}

Status Backend::related(Context& context, const kc_relation_query& query, Sink<kc_user> users,
                        kc_str& next)
{
    next = {nullptr, 0};
    const auto after = beginOf(view(query.cursor));
    if (!after)
        return KC_EINVAL;
    const auto id = parseId(view(query.id));
    if (!id)
        return KC_ENOTFOUND;
    const std::uint32_t size = std::clamp(query.limit, 1U, kMaxPage);
    const auto page = _tables.value().relations.page(context, query, *id, *after, size);
    if (!page)
        return KC_ENOTFOUND;
    push(context, *page, page->size() == size, users, next);
    return KC_OK;
}

} // namespace kc::userdb
