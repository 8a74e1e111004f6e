// SPDX-License-Identifier: Apache-2.0
// See kc/gateway/SaslPlain.h.
#include <kc/gateway/SaslPlain.h>

#include <kc/gateway/Base64Text.h>

namespace kc::gateway
{

namespace
{

std::string decoded(sv base64)
{
    if (base64.size() > SaslPlain::kMaxBytes / 3 * 4)
        return {};
    return decodeBase64(base64).value_or(std::string{});
}

} // namespace

SaslPlain::SaslPlain(sv base64) : _text{decoded(base64)}
{
    const sv text = _text.reveal();
    const std::size_t first = text.find('\0');
    const std::size_t second = first == sv::npos ? first : text.find('\0', first + 1);
    if (second == sv::npos || text.find('\0', second + 1) != sv::npos)
        return;
    _user = first + 1;
    _password = second + 1;
}

sv SaslPlain::authorize() const
{
    return isWellFormed() ? _text.reveal().substr(0, _user - 1) : sv{};
}

sv SaslPlain::user() const
{
    return isWellFormed() ? _text.reveal().substr(_user, _password - 1 - _user) : sv{};
}

sv SaslPlain::password() const
{
    return isWellFormed() ? _text.reveal().substr(_password) : sv{};
}

} // namespace kc::gateway
