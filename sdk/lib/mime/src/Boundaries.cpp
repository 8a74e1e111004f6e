// SPDX-License-Identifier: Apache-2.0
#include "Boundaries.h"

#include "Ascii.h"

#include <kc/mime/Limits.h>

namespace kc::mime
{

void Boundaries::open(std::string_view boundary, PartIndex multipart)
{
    _owners[std::string(boundary)].push_back(multipart);
}

void Boundaries::close(const std::string& boundary, PartIndex multipart)
{
    const auto found = _owners.find(boundary);
    if (found == _owners.end() || found->second.back() != multipart)
        return;
    found->second.pop_back();
    if (found->second.empty())
        _owners.erase(found);
}

std::optional<Delimiter> Boundaries::find(std::string_view content) const noexcept
{
    if (_owners.empty() || !content.starts_with("--"))
        return std::nullopt;
    content.remove_prefix(2);
    while (!content.empty() && ascii::isBlank(content.back())) // transport padding
        content.remove_suffix(1);
    if (content.size() > kMaxBoundaryBytes + 2)
        return std::nullopt;
    if (const auto found = _owners.find(content); found != _owners.end())
        return Delimiter{found->second.back(), false};
    if (!content.ends_with("--"))
        return std::nullopt;
    content.remove_suffix(2);
    if (const auto found = _owners.find(content); found != _owners.end())
        return Delimiter{found->second.back(), true};
    return std::nullopt;
}

} // namespace kc::mime
