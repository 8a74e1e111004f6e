// SPDX-License-Identifier: Apache-2.0
#include "ContentCoding.h"

#include "RequestHead.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <zlib.h>
#include <zstd.h>

namespace kc::httpd
{

namespace
{

constexpr int kGzipWindow = 15 + 16; // zlib's way to say gzip
constexpr int kGzipMemory = 8;
constexpr int kLevel = 1; // answers are made while the client waits

/// RFC 9110 §12.4.2: thousandths; what is no weight weighs nothing.
int weightOf(sv parameters)
{
    const std::size_t at = parameters.find_first_of("qQ");
    if (at == sv::npos)
        return 1000;
    const sv value = parameters.substr(at + 1);
    if (value.size() < 2 || value[0] != '=' || (value[1] != '0' && value[1] != '1'))
        return 0;
    int weight = value[1] == '1' ? 1000 : 0;
    int place = 100;
    for (std::size_t i = 3; i < value.size() && place > 0 && value[2] == '.'; ++i, place /= 10)
    {
        if (value[i] < '0' || value[i] > '9')
            break;
        weight += (value[i] - '0') * place;
    }
    return std::min(weight, 1000);
}

std::string gzip(sv text)
{
    if (text.size() > std::numeric_limits<uInt>::max())
        throw Fault{KC_ETOOBIG, "an answer too long for gzip"};
    z_stream stream{};
    if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kGzipMemory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw Fault{KC_EUNAVAIL, "gzip cannot begin"};
    std::string coded(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    // zlib's interface is older than const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(coded.data());
    stream.avail_out = static_cast<uInt>(coded.size());
    const int result = deflate(&stream, Z_FINISH);
    coded.resize(stream.total_out);
    (void)deflateEnd(&stream);
    if (result != Z_STREAM_END)
        throw Fault{KC_EUNAVAIL, "gzip failed"};
    return coded;
}

std::string zstd(sv text)
{
    std::string coded(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size =
        ZSTD_compress(coded.data(), coded.size(), text.data(), text.size(), kLevel);
    if (ZSTD_isError(size) != 0)
        throw Fault{KC_EUNAVAIL, std::string{"zstd: "} + ZSTD_getErrorName(size)};
    coded.resize(size);
    return coded;
}

} // namespace

ContentCoding preferredCoding(sv acceptEncoding)
{
    int gzipWeight = -1;
    int zstdWeight = -1;
    int otherWeight = 0;
    eachListItem(acceptEncoding,
                 [&](sv item)
                 {
                     const std::size_t semicolon = std::min(item.find(';'), item.size());
                     const sv name = trimmed(item.substr(0, semicolon));
                     const int weight = weightOf(item.substr(semicolon));
                     if (equalsIgnoringCase(name, "gzip") || equalsIgnoringCase(name, "x-gzip"))
                         gzipWeight = weight;
                     else if (equalsIgnoringCase(name, "zstd"))
                         zstdWeight = weight;
                     else if (name == "*")
                         otherWeight = weight;
                 });
    gzipWeight = gzipWeight < 0 ? otherWeight : gzipWeight;
    // "*" may come from a client that has never heard of it.
    zstdWeight = std::max(zstdWeight, 0);
    if (zstdWeight > 0 && zstdWeight >= gzipWeight)
        return ContentCoding::Zstd;
    return gzipWeight > 0 ? ContentCoding::Gzip : ContentCoding::Identity;
}

bool isCompressible(sv contentType)
{
    constexpr std::array<sv, 5> kTypes{"application/json", "application/xml",
                                       "application/javascript", "image/svg+xml",
                                       "application/problem+json"};
    const sv type = trimmed(contentType.substr(0, contentType.find(';')));
    constexpr sv kText = "text/";
    // Events go out one by one, each at once.
    if (equalsIgnoringCase(type, "text/event-stream"))
        return false;
    return equalsIgnoringCase(type.substr(0, kText.size()), kText) ||
           std::any_of(kTypes.begin(), kTypes.end(),
                       [&](sv known) { return equalsIgnoringCase(type, known); });
}

sv codingName(ContentCoding coding)
{
    return coding == ContentCoding::Zstd ? "zstd" : "gzip";
}

std::string encode(ContentCoding coding, sv text)
{
    switch (coding)
    {
    case ContentCoding::Gzip:
        return gzip(text);
    case ContentCoding::Zstd:
        return zstd(text);
    case ContentCoding::Identity:
        break;
    }
    return std::string{text};
}

} // namespace kc::httpd
