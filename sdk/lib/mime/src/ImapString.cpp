// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/ImapString.h>

#include <algorithm>

namespace kc::mime
{

namespace
{

// Some clients bound a response line (RFC 2683 §3.2.1.5); a literal breaks it.
constexpr std::size_t kMaxQuoted = 4096;

bool needsLiteral(std::string_view text) noexcept
{
    return text.size() > kMaxQuoted ||
           std::any_of(text.begin(), text.end(),
                       [](char c)
                       { return static_cast<unsigned char>(c) >= 0x80 || c == '\r' || c == '\n'; });
}

} // namespace

void appendImapString(std::string& out, std::string_view text)
{
    if (needsLiteral(text))
    {
        out.append("{").append(std::to_string(text.size())).append("}\r\n");
        const std::size_t start = out.size();
        out.append(text);
        std::replace(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), '\0', ' ');
        return;
    }
    out.push_back('"');
    for (const char c : text)
    {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c == '\0' ? ' ' : c);
    }
    out.push_back('"');
}

void appendImapNString(std::string& out, const std::optional<std::string>& text)
{
    if (text)
        appendImapString(out, *text);
    else
        out.append("NIL");
}

} // namespace kc::mime
