// SPDX-License-Identifier: Apache-2.0
// The boundaries of all open multiparts, found by one hash look-up per candidate line, however many
// are open (cost per line must not grow with depth: CVE-2020-12100).
#pragma once

#include <kc/mime/Structure.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kc::mime
{

/// A boundary line: whose it is and whether it is the closing one.
struct Delimiter
{
    PartIndex multipart = kNoPart;
    bool closes = false;
};

class Boundaries
{
public:
    bool isEmpty() const noexcept { return _owners.empty(); }

    /// An inner multipart may use the boundary of an outer one; it then hides that until it is
    /// removed.
    void open(std::string_view boundary, PartIndex multipart);
    /// Forgets the boundary of that multipart, the innermost owner of it. Nothing if it was
    /// forgotten before.
    void close(const std::string& boundary, PartIndex multipart);

    /// RFC 2046 §5.1.1. `content`: a line without its ending.
    std::optional<Delimiter> find(std::string_view content) const noexcept;

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept
        {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Owners = std::unordered_map<std::string, std::vector<PartIndex>, Hash, std::equal_to<>>;

    Owners _owners;
};

} // namespace kc::mime
