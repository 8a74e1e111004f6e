// SPDX-License-Identifier: Apache-2.0
#include "Answer.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace kc::httpd
{

namespace
{

using PocoResponse = Poco::Net::HTTPResponse;

constexpr std::uint32_t kOk = 200;
constexpr std::uint32_t kNoContent = 204;
constexpr std::uint32_t kPartial = 206;
constexpr std::uint32_t kNotModified = 304;
constexpr std::uint32_t kUnsatisfiable = 416;
constexpr std::size_t kWorthCompressing = 1024;

bool isOurs(sv name)
{
    constexpr std::array<sv, 5> kOurs{"content-length", "transfer-encoding", "connection", "date",
                                      "keep-alive"};
    return std::any_of(kOurs.begin(), kOurs.end(),
                       [&](sv ours) { return equalsIgnoringCase(name, ours); });
}

bool isRead(const RequestHead& head)
{
    return head.method == "GET" || head.method == "HEAD";
}

/// RFC 9110 §8.8.3.2, weak comparison.
sv opaqueTag(sv tag)
{
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool listHas(sv list, sv word)
{
    bool has = false;
    eachListItem(list, [&](sv item) { has = has || equalsIgnoringCase(item, word); });
    return has;
}

/// RFC 9110 §6.6.1: the time in whole seconds, so a thread writes it once in each.
const std::string& date()
{
    thread_local std::time_t second = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != second)
        text = Poco::DateTimeFormatter::format(Poco::Timestamp::fromEpochTime(now),
                                               Poco::DateTimeFormat::HTTP_FORMAT);
    second = now;
    return text;
}

Answer& of(kc_http_reply* reply)
{
    return *reinterpret_cast<Answer*>(reply);
}

} // namespace

Answer::Answer(std::uint32_t status, sv text) : _status{status}
{
    addHeader("Content-Type", "text/plain; charset=utf-8");
    addBody(text);
    addBody("\n");
}

void Answer::addHeader(sv name, sv value)
{
    const bool isClean = value.find_first_of(sv{"\r\n\0", 3}) == sv::npos;
    if (!isToken(name) || !isClean || isOurs(name))
        return;
    if (equalsIgnoringCase(name, "etag"))
        _etag = value;
    else if (equalsIgnoringCase(name, "content-type"))
        _type = value;
    else if (equalsIgnoringCase(name, "content-encoding") ||
             equalsIgnoringCase(name, "set-cookie") ||
             (equalsIgnoringCase(name, "cache-control") && listHas(value, "no-transform")))
        _isOpaque = true;
    _headers.append(name).append(": ").append(value).append("\r\n");
}

std::uint32_t Answer::status() const
{
    return _status >= 200 && _status <= 599 ? _status : 500;
}

std::uint64_t Answer::size() const
{
    return isStream() ? _octets : _body.size();
}

bool Answer::isChunked(const RequestHead& head) const
{
    return _feed.isOpen() && head.minorVersion > 0; // RFC 9112 §6.1: not to HTTP/1.0
}

void Answer::dropBody()
{
    _body.clear();
    _content = {};
    _octets = 0;
    _feed.close();
}

void Answer::conform(Context& context, const RequestHead& head)
{
    if (status() == kOk && isRead(head))
    {
        if (isNotModified(head))
        {
            _status = kNotModified;
            dropBody();
            return;
        }
        if (isStream())
            narrow(context, head);
    }
    compress(head);
}

bool Answer::isNotModified(const RequestHead& head) const
{
    const auto known = head.find("if-none-match");
    if (!known || _etag.empty())
        return false;
    bool matches = *known == "*";
    eachListItem(*known, [&](sv tag) { matches = matches || opaqueTag(tag) == opaqueTag(_etag); });
    return matches;
}

void Answer::narrow(Context& context, const RequestHead& head)
{
    addHeader("Accept-Ranges", "bytes");
    const auto field = head.find("range");
    if (!field || head.method != "GET")
        return;
    // RFC 9110 §13.1.5: a range of something else than the client has would be worse than nothing.
    const auto same = head.find("if-range");
    if (same && (_etag.empty() || *same != _etag || same->starts_with("W/")))
        return;
    const ByteRange range = parseRange(*field, _octets);
    const std::string size = std::to_string(_octets);
    switch (range.kind)
    {
    case ByteRange::Kind::Whole:
        return;
    case ByteRange::Kind::Unsatisfiable:
        _status = kUnsatisfiable;
        dropBody();
        addHeader("Content-Range", "bytes */" + size);
        return;
    case ByteRange::Kind::Part:
        _status = kPartial;
        addHeader("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                       std::to_string(range.first + range.length - 1) + "/" + size);
        _content.seek(context, range.first);
        _octets = range.length;
        return;
    }
}

void Answer::compress(const RequestHead& head)
{
    if (_isOpaque || !_etag.empty() || _body.size() < kWorthCompressing || !isCompressible(_type))
        return;
    addHeader("Vary", "Accept-Encoding");
    // Who makes a browser ask from a foreign page may know part of the answer and see its length:
    // what it is compressed to would tell the rest (the BREACH attack).
    const sv site = head.find("sec-fetch-site").value_or("none");
    if (site != "none" && site != "same-origin")
        return;
    const ContentCoding coding = preferredCoding(head.find("accept-encoding").value_or(""));
    if (coding == ContentCoding::Identity)
        return;
    std::string coded = encode(coding, _body);
    if (coded.size() >= _body.size())
        return;
    addHeader("Content-Encoding", codingName(coding));
    _body = std::move(coded);
}

std::string Answer::render(const RequestHead& head, Persistence& persistence) const
{
    const std::uint32_t code = status();
    const bool mayHaveBody = code != kNoContent && code != kNotModified;
    if (_feed.isOpen() && !isChunked(head))
        persistence = Persistence::Close; // its end is the connection's
    std::string wire = "HTTP/1.1 " + std::to_string(code) + " ";
    wire += PocoResponse::getReasonForStatus(static_cast<PocoResponse::HTTPStatus>(code));
    wire += "\r\nDate: ";
    wire += date();
    wire += "\r\n";
    wire += _headers;
    if (isChunked(head))
        wire += "Transfer-Encoding: chunked\r\n";
    else if (mayHaveBody && !_feed.isOpen())
        // RFC 9110 §8.6: none in 204, and 304 would have to say the other one's
        wire += "Content-Length: " + std::to_string(size()) + "\r\n";
    wire += persistence == Persistence::Close ? "Connection: close\r\n\r\n"
                                              : "Connection: keep-alive\r\n\r\n";
    if (mayHaveBody && head.method != "HEAD")
        wire += _body;
    return wire;
}

kc_http_reply* Answer::reply()
{
    return reinterpret_cast<kc_http_reply*>(this);
}

const kc_http_reply_ops& Answer::operations()
{
    static constexpr kc_http_reply_ops kOperations{
        sizeof(kc_http_reply_ops),
        [](kc_http_reply* reply, std::uint32_t code) { of(reply).setStatus(code); },
        [](kc_http_reply* reply, kc_str name, kc_str value)
        { of(reply).addHeader(view(name), view(value)); },
        [](kc_http_reply* reply, kc_str octets) { of(reply).addBody(view(octets)); },
        [](kc_http_reply* reply, const kc_reader* content)
        {
            of(reply)._content = Reader{*content};
            of(reply)._octets = of(reply)._content.length();
        },
        [](kc_http_reply* reply, const kc_http_feed* feed, void* self) {
            of(reply)._feed = FeedHandle{feed, self};
        }};
    return kOperations;
}

} // namespace kc::httpd
