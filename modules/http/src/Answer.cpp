// SPDX-License-Identifier: Apache-2.0
#include "Answer.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <array>

namespace kc::httpd
{

namespace
{

using PocoResponse = Poco::Net::HTTPResponse;

constexpr std::uint32_t kNoContent = 204;
constexpr std::uint32_t kNotModified = 304;

bool isOurs(sv name)
{
    constexpr std::array<sv, 5> kOurs{"content-length", "transfer-encoding", "connection", "date",
                                      "keep-alive"};
    return std::any_of(kOurs.begin(), kOurs.end(),
                       [&](sv ours) { return equalsIgnoringCase(name, ours); });
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
    _headers.append(name).append(": ").append(value).append("\r\n");
}

std::uint32_t Answer::status() const
{
    return _status >= 200 && _status <= 599 ? _status : 500;
}

std::string Answer::render(Persistence persistence, BodyForm form) const
{
    const std::uint32_t code = status();
    const bool mayHaveBody = code != kNoContent && code != kNotModified;
    std::string wire = "HTTP/1.1 " + std::to_string(code) + " ";
    wire += PocoResponse::getReasonForStatus(static_cast<PocoResponse::HTTPStatus>(code));
    wire += "\r\nDate: ";
    wire += Poco::DateTimeFormatter::format(Poco::Timestamp{}, Poco::DateTimeFormat::HTTP_FORMAT);
    wire += "\r\n";
    wire += _headers;
    if (mayHaveBody) // RFC 9110 §8.6: none in 204, and 304 would have to say the other one's
        wire += "Content-Length: " + std::to_string(_body.size()) + "\r\n";
    wire += persistence == Persistence::Close ? "Connection: close\r\n\r\n"
                                              : "Connection: keep-alive\r\n\r\n";
    if (mayHaveBody && form == BodyForm::Sent)
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
        [](kc_http_reply* reply, kc_str octets) { of(reply).addBody(view(octets)); }};
    return kOperations;
}

} // namespace kc::httpd
