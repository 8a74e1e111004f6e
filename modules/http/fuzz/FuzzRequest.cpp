// SPDX-License-Identifier: Apache-2.0
// Any octets as a stream of requests: where the pieces are cut makes no difference, and memory
// stays within the limits.
#include "ByteRange.h"
#include "ContentCoding.h"
#include "RequestParser.h"
#include "Target.h"

#include "Credentials.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace
{

using namespace kc::httpd;

constexpr std::uint64_t kMaxHead = 512;
constexpr std::uint64_t kMaxBody = 128;

void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "FuzzRequest: %s\n", what);
    std::abort();
}

/// What an answer would be made to fit.
void readFields(const RequestHead& head)
{
    constexpr std::uint64_t kSize = 1000;
    const ByteRange range = parseRange(head.find("range").value_or(""), kSize);
    require(range.kind != ByteRange::Kind::Part ||
                (range.length > 0 && range.first + range.length <= kSize),
            "a range beyond the end");
    (void)preferredCoding(head.find("accept-encoding").value_or(""));
    (void)isCompressible(head.find("content-type").value_or(""));
}

/// All requests as text, and how the stream ended.
std::string read(kc::sv bytes, std::size_t step)
{
    RequestParser parser{kMaxHead};
    std::string seen;
    std::string body;
    std::size_t at = 0;
    while (true)
    {
        at += parser.feed(bytes.substr(at, step));
        body += parser.takeBody();
        require(body.size() <= kMaxBody, "body above its limit");
        if (parser.state() == RequestParser::State::HeadDone)
        {
            parseTarget(parser.head().target);
            readFields(parser.head());
            if (const auto authorization = parser.head().find("authorization"))
                parseBasic(*authorization);
            parser.expectBody(BodyUse::Keep, kMaxBody);
        }
        else if (parser.state() == RequestParser::State::Done)
        {
            seen += parser.head().method + " " + parser.head().target + " " + body + "\n";
            body.clear();
            parser.reset();
        }
        else if (parser.state() == RequestParser::State::Refused)
            return seen + std::to_string(parser.refusal().status);
        else if (at >= bytes.size())
            return seen;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const kc::sv bytes{reinterpret_cast<const char*>(data), size};
    const std::string whole = read(bytes, bytes.size() + 1);
    for (const std::size_t step : {1U, 2U, 7U})
        require(read(bytes, step) == whole, "pieces change the requests");
    return 0;
}
