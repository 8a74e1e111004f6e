// SPDX-License-Identifier: Apache-2.0
// An answer under construction, and how its head looks on the wire. The framing headers are written
// here and nowhere else, so that no handler can break the connection.
#pragma once

#include "ByteRange.h"
#include "ContentCoding.h"
#include "FeedHandle.h"
#include "RequestHead.h"

#include <kc/stream.hpp>

#include <string>

namespace kc::httpd
{

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

    /// Octets of the body as far as they are known; 0 of a feed.
    std::uint64_t size() const;

    /// Makes of it what the request's conditions, range and preferences ask for.
    void conform(Context& context, const RequestHead& head);

    /// The head for `head`'s client, and the body if it is a text.
    std::string render(const RequestHead& head, Persistence& persistence) const;

    /// The body that comes later, if there is one; sent `size()` octets from where it stands.
    Reader takeContent() { return std::move(_content); }

    FeedHandle takeFeed() { return std::move(_feed); }

    bool isChunked(const RequestHead& head) const;

    /// The functions that a handler fills it with; `reply` is this object.
    static const kc_http_reply_ops& operations();
    kc_http_reply* reply();

private:
    bool isStream() const { return _content.raw().ops != nullptr; }

    bool isNotModified(const RequestHead& head) const;
    void dropBody();
    void narrow(Context& context, const RequestHead& head);
    void compress(const RequestHead& head);

    std::uint32_t _status = 0;
    std::string _headers;
    std::string _etag, _type;
    bool _isOpaque = false; // must go as it is: it says so, is coded already, or sets a cookie
    std::string _body;
    Reader _content;
    std::uint64_t _octets = 0; // of _content that are to be sent
    FeedHandle _feed;
};

} // namespace kc::httpd
