// SPDX-License-Identifier: Apache-2.0
#include <kc/hooks/Edits.h>

#include <algorithm>

namespace kc::hooks
{
namespace
{

constexpr std::size_t kHeaderOctets = 64 * 1024;
constexpr std::size_t kLineOctets = 998;  // RFC 5322 §2.1.1
constexpr std::size_t kReplyOctets = 400; // with code and address within a reply line

Edits& of(kc_hook_edit* edit)
{
    return *reinterpret_cast<Edits*>(edit);
}

bool isFieldName(sv name) // RFC 5322 §2.2
{
    return !name.empty() && std::all_of(name.begin(), name.end(),
                                        [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

kc_status prepend(kc_hook_edit* edit, kc_str name, kc_str value)
{
    Edits& to = of(edit);
    if (to.stage != KC_HOOK_MESSAGE)
        return KC_ENOTSUP;
    if (!isFieldName(view(name)) || name.n + 2 + value.n > kLineOctets ||
        view(value).find_first_of(sv{"\r\n\0", 3}) != sv::npos)
        return KC_EINVAL;
    const std::string line = std::string{view(name)}.append(": ").append(view(value)) + "\r\n";
    if (to.header.size() + line.size() > kHeaderOctets)
        return KC_ETOOBIG;
    to.header.insert(0, line);
    return KC_OK;
}

kc_status choose(kc_hook_edit* edit, kc_str path)
{
    if (of(edit).stage != KC_HOOK_RECIPIENT)
        return KC_ENOTSUP;
    of(edit).mailbox = view(path);
    return KC_OK;
}

kc_status say(kc_hook_edit* edit, kc_str text)
{
    std::string& reply = of(edit).reply;
    reply.clear();
    for (const char c : view(text).substr(0, kReplyOctets))
        if (c >= ' ' && c < 0x7F)
            reply += c;
        else if (c == '\r' || c == '\n')
            break;
    return KC_OK;
}

} // namespace

const kc_hook_edit_ops& Edits::ops()
{
    static constexpr kc_hook_edit_ops kOps{sizeof(kc_hook_edit_ops), prepend, choose, say};
    return kOps;
}

} // namespace kc::hooks
