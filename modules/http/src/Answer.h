// SPDX-License-Identifier: Apache-2.0
// An answer under construction, and how it looks on the wire. The framing headers are written here
// and nowhere else, so that no handler can break the connection.
#pragma once

#include "RequestHead.h"

#include <kc/abi/draft/http.h>

#include <string>

namespace kc::httpd
{

enum class BodyForm : bool
{
    Sent,
    LeftOut // HEAD: the header fields of the answer alone
};

class Answer
{
public:
    Answer() = default;

    /// A short text for people.
    Answer(std::uint32_t status, sv text);

    void setStatus(std::uint32_t status) { _status = status; }

    /// Left out if the name or value could break the head, or if the name is one that is ours.
    void addHeader(sv name, sv value);

    void addBody(sv octets) { _body.append(octets); }

    /// 500 if no status was set or it is no final one.
    std::uint32_t status() const;

    std::size_t bodySize() const { return _body.size(); }

    std::string render(Persistence persistence, BodyForm form) const;

    /// The functions that a handler fills it with; `reply` is this object.
    static const kc_http_reply_ops& operations();
    kc_http_reply* reply();

private:
    std::uint32_t _status = 0;
    std::string _headers;
    std::string _body;
};

} // namespace kc::httpd
