// SPDX-License-Identifier: Apache-2.0
#include "Backend.h"

#include <algorithm>

namespace kc::userdb
{

namespace
{

constexpr std::uint32_t kMaxPage = 1000;

} // namespace

Status Backend::find(Context& context, sv name, std::uint32_t match, Sink<kc_user> users)
{
    const std::vector<UserRecord> found = _table.value().find(context, name, match);
    if (found.empty())
        return KC_ENOTFOUND;
    if (found.size() > 1)
        return KC_EEXISTS;
    (void)users(UserRow{found.front()}.raw());
    return KC_OK;
}

Status Backend::list(Context& context, sv cursor, std::uint32_t limit, Sink<kc_user> users,
                     kc_str& next)
{
    next = {nullptr, 0};
    const auto after = cursor.empty() ? std::optional<std::int64_t>{0} : parseId(cursor);
    if (!after)
        return KC_EINVAL;
    const std::uint32_t size = std::clamp(limit, 1U, kMaxPage);
    const std::vector<UserRecord> page = _table.value().page(context, *after, size);
    for (const UserRecord& record : page)
        if (!users(UserRow{record}.raw()))
            return KC_OK;
    if (page.size() == size)
        next = context.keep(std::to_string(page.back().id));
    return KC_OK;
}

} // namespace kc::userdb
